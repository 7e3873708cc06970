// SPDX-License-Identifier: Apache-2.0
#include "ccrypto.h"
#include "parts.h"

#include <limits.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <string.h>

int cc_set_name(X509_NAME *subject, const char *name) {
    const uint8_t *text = (const uint8_t *)name;
    return X509_NAME_add_entry_by_NID(subject, NID_commonName, MBSTRING_UTF8, text, -1, -1, 0) == 1;
}

size_t cc_common_name(const X509_NAME *subject, uint8_t *out, size_t capacity) {
    int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    if (at < 0 || X509_NAME_get_index_by_NID(subject, NID_commonName, at) >= 0) return 0;
    uint8_t *text = NULL;
    int count = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
    if (count > 0 && (size_t)count <= capacity) memcpy(out, text, (size_t)count);
    else count = 0;
    OPENSSL_free(text);
    ERR_clear_error();
    return (size_t)count;
}

size_t cc_request_make(cc_key *key, const char *name, uint8_t *out, size_t capacity) {
    X509_REQ *request = X509_REQ_new();
    X509_NAME *subject = request ? X509_REQ_get_subject_name(request) : NULL;
    int ok = subject && X509_REQ_set_version(request, X509_REQ_VERSION_1) == 1 &&
             cc_set_name(subject, name) &&
             X509_REQ_set_pubkey(request, key) == 1 && X509_REQ_sign(request, key, EVP_sha256()) > 0;
    int count = ok ? i2d_X509_REQ(request, NULL) : 0;
    ok = count > 0 && (size_t)count <= capacity && i2d_X509_REQ(request, &out) == count;
    X509_REQ_free(request);
    if (!ok) ERR_clear_error();
    return ok ? (size_t)count : 0;
}

cc_request *cc_request_read(const uint8_t *der, size_t count) {
    if (count > INT_MAX) return NULL;
    const uint8_t *at = der;
    X509_REQ *request = d2i_X509_REQ(NULL, &at, (long)count);
    EVP_PKEY *key = request ? X509_REQ_get0_pubkey(request) : NULL;
    if (!key || at != der + count || !cc_is_p256(key) || X509_REQ_verify(request, key) != 1) {
        X509_REQ_free(request);
        request = NULL;
    }
    ERR_clear_error();
    return request;
}

size_t cc_request_public(cc_request *request, uint8_t *out, size_t capacity) {
    return cc_public_der(X509_REQ_get0_pubkey(request), out, capacity);
}

size_t cc_request_name(const cc_request *request, uint8_t *out, size_t capacity) {
    return cc_common_name(X509_REQ_get_subject_name(request), out, capacity);
}

void cc_request_free(cc_request *request) { X509_REQ_free(request); }
