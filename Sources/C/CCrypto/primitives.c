// SPDX-License-Identifier: Apache-2.0
#include "ccrypto.h"

#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

static int done(int ok) {
    if (!ok) ERR_clear_error();
    return ok;
}

int cc_random(uint8_t *out, size_t count) {
    return done(count <= INT_MAX && RAND_bytes(out, (int)count) == 1);
}

int cc_sha256(const uint8_t *data, size_t count, uint8_t out[32]) {
    return done(EVP_Digest(data, count, out, NULL, EVP_sha256(), NULL) == 1);
}

int cc_hmac_sha256(const uint8_t *key, size_t key_count, const uint8_t *data, size_t count, uint8_t out[32]) {
    if (key_count > INT_MAX) return 0;
    if (!key_count) key = (const uint8_t *)"";  // null would mean "the key of last time"
    return done(HMAC(EVP_sha256(), key, (int)key_count, data, count, out, NULL) != NULL);
}

int cc_equal(const uint8_t *a, const uint8_t *b, size_t count) { return CRYPTO_memcmp(a, b, count) == 0; }

int cc_seal(const uint8_t key[32], const uint8_t nonce[12], const uint8_t *bound, size_t bound_count,
            const uint8_t *plain, size_t count, uint8_t *out) {
    if (bound_count > INT_MAX || count > INT_MAX - 16) return 0;
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    int some = 0;
    int ok = context && EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), NULL, key, nonce) == 1;
    if (ok && bound_count) ok = EVP_EncryptUpdate(context, NULL, &some, bound, (int)bound_count) == 1;
    if (ok && count) ok = EVP_EncryptUpdate(context, out, &some, plain, (int)count) == 1;
    ok = ok && EVP_EncryptFinal_ex(context, out + count, &some) == 1 &&
         EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, out + count) == 1;
    EVP_CIPHER_CTX_free(context);
    return done(ok);
}

int cc_open(const uint8_t key[32], const uint8_t nonce[12], const uint8_t *bound, size_t bound_count,
            const uint8_t *sealed, size_t count, uint8_t *out) {
    if (bound_count > INT_MAX || count > INT_MAX || count < 16) return 0;
    size_t plain = count - 16;
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    int some = 0;
    uint8_t none[16];
    int ok = context && EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), NULL, key, nonce) == 1;
    if (ok && bound_count) ok = EVP_DecryptUpdate(context, NULL, &some, bound, (int)bound_count) == 1;
    if (ok && plain) ok = EVP_DecryptUpdate(context, out, &some, sealed, (int)plain) == 1;
    ok = ok && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, 16, (void *)(sealed + plain)) == 1 &&
         EVP_DecryptFinal_ex(context, none, &some) == 1;
    if (!ok && plain) OPENSSL_cleanse(out, plain);  // what was not proven must not be seen
    EVP_CIPHER_CTX_free(context);
    return done(ok);
}
