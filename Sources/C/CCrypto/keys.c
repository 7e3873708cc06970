// SPDX-License-Identifier: Apache-2.0
#include "ccrypto.h"
#include "parts.h"

#include <limits.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <string.h>

// OpenSSL would ask for a password on the terminal.
static int no_password(char *buffer, int size, int writing, void *data) {
    (void)buffer, (void)size, (void)writing, (void)data;
    return -1;
}

int cc_is_p256(const cc_key *key) {
    char group[64] = "";
    return EVP_PKEY_is_a(key, "EC") && EVP_PKEY_get_group_name(key, group, sizeof group, NULL) == 1 &&
           (!strcmp(group, "prime256v1") || !strcmp(group, "P-256"));
}

cc_key *cc_key_generate(void) {
    cc_key *key = EVP_EC_gen("P-256");
    if (!key) ERR_clear_error();
    return key;
}

cc_key *cc_key_load(const char *pem, size_t count) {
    if (count > INT_MAX) return NULL;
    BIO *source = BIO_new_mem_buf(pem, (int)count);
    cc_key *key = source ? PEM_read_bio_PrivateKey(source, NULL, no_password, NULL) : NULL;
    BIO_free(source);
    if (key && !cc_is_p256(key)) {
        EVP_PKEY_free(key);
        key = NULL;
    }
    ERR_clear_error();
    return key;
}

size_t cc_key_pem(const cc_key *key, uint8_t *out, size_t capacity) {
    BIO *sink = BIO_new(BIO_s_secmem());
    size_t count = 0;
    char *text = NULL;
    if (sink && PEM_write_bio_PKCS8PrivateKey(sink, key, NULL, NULL, 0, NULL, NULL) == 1) {
        long length = BIO_get_mem_data(sink, &text);
        if (length > 0 && (size_t)length <= capacity) memcpy(out, text, count = (size_t)length);
    }
    BIO_free(sink);
    if (!count) ERR_clear_error();
    return count;
}

size_t cc_public_der(const EVP_PKEY *key, uint8_t *out, size_t capacity) {
    int count = key && cc_is_p256(key) ? i2d_PUBKEY(key, NULL) : 0;
    if (count > 0 && (size_t)count <= capacity && i2d_PUBKEY(key, &out) == count) return (size_t)count;
    ERR_clear_error();
    return 0;
}

size_t cc_key_public(const cc_key *key, uint8_t *out, size_t capacity) { return cc_public_der(key, out, capacity); }

void cc_key_free(cc_key *key) { EVP_PKEY_free(key); }
