// SPDX-License-Identifier: Apache-2.0
// What must hold of any bytes that a stranger sends, for fuzzers to try.
#pragma once
#include <stddef.h>
#ifdef __cplusplus
extern "C" {
#endif

// The head of a request and its body mean the same whether they come at once or byte by byte, and no name or value can end
// a line. NULL if that holds, else what does not: static text. Any thread.
const char *_Nullable hs_prove_request(const void *_Nullable bytes, size_t count);

// The same of a PROXY header: read only once it is whole, and then as long as it says.
const char *_Nullable hs_prove_proxy(const void *_Nullable bytes, size_t count);

#ifdef __cplusplus
}
#endif
