// SPDX-License-Identifier: Apache-2.0
#include "ccrypto.h"

#include <openssl/err.h>
#include <openssl/evp.h>

int cc_ed25519_public(const uint8_t seed[32], uint8_t out[32]) {
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, 32);
    size_t count = 32;
    int ok = key && EVP_PKEY_get_raw_public_key(key, out, &count) == 1 && count == 32;
    EVP_PKEY_free(key);
    if (!ok) ERR_clear_error();
    return ok;
}

int cc_ed25519_sign(const uint8_t seed[32], const uint8_t *message, size_t count, uint8_t out[64]) {
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, 32);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    size_t length = 64;
    int ok = key && context && EVP_DigestSignInit(context, NULL, NULL, NULL, key) == 1 &&
             EVP_DigestSign(context, out, &length, message, count) == 1 && length == 64;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    if (!ok) ERR_clear_error();
    return ok;
}

int cc_ed25519_verify(const uint8_t public_key[32], const uint8_t *message, size_t count,
                      const uint8_t signature[64]) {
    EVP_PKEY *key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, public_key, 32);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    int ok = key && context && EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) == 1 &&
             EVP_DigestVerify(context, signature, 64, message, count) == 1;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    if (!ok) ERR_clear_error();
    return ok;
}
