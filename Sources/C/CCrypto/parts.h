// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stddef.h>
#include <stdint.h>

// What requests and certificates have in common.

int cc_is_p256(const EVP_PKEY *key);
size_t cc_public_der(const EVP_PKEY *key, uint8_t *out, size_t capacity);  // 0 unless the key is on P-256
int cc_set_name(X509_NAME *subject, const char *name);
size_t cc_common_name(const X509_NAME *subject, uint8_t *out, size_t capacity);  // 0 unless there is exactly one
