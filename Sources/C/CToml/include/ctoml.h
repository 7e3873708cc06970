// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

// Reads TOML 1.0 by toml++ and tells every value of it, one call for each, in the order of their names.

enum ct_kind { CT_TEXT, CT_INTEGER, CT_REAL, CT_TRUTH, CT_LIST, CT_OTHER };

// `key` is the path of names, joined by dots. After CT_LIST come its elements, under the same key, with `element` 1.
// CT_OTHER is what a setting cannot be: a date, or a list or table within a list. Neither text ends with a null.
typedef void (*ct_tell)(void *context, const char *key, size_t key_count, enum ct_kind kind, int element,
                        const char *text, size_t text_count, int line);

// Returns 1, or 0 after writing to `error`, a text that ends with a null, what is wrong, and to `line` where
// (1 where toml++ cannot say).
int ct_read(const char *text, size_t count, void *context, ct_tell tell, char *error, size_t capacity, int *line);

#ifdef __cplusplus
}
#endif
