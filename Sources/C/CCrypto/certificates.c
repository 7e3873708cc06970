// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE  // timegm
#include "ccrypto.h"
#include "parts.h"

#include <limits.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <time.h>

static int extend(X509 *certificate, const X509 *issuer, int kind, const char *value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, (X509 *)issuer, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, kind, value);
    int ok = extension && X509_add_ext(certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return ok;
}

static int add_names(GENERAL_NAMES *list, int kind, const char *const *values) {
    for (; values && *values; values++) {
        GENERAL_NAME *name = a2i_GENERAL_NAME(NULL, NULL, NULL, kind, *values, 0);
        if (!name || sk_GENERAL_NAME_push(list, name) <= 0) {
            GENERAL_NAME_free(name);
            return 0;
        }
    }
    return 1;
}

static int extend_by_names(X509 *certificate, const struct cc_order *order) {
    GENERAL_NAMES *list = sk_GENERAL_NAME_new_null();
    int ok = list && add_names(list, GEN_DNS, order->names) && add_names(list, GEN_IPADD, order->addresses) &&
             sk_GENERAL_NAME_num(list) > 0 &&
             X509_add1_ext_i2d(certificate, NID_subject_alt_name, list, 0, X509V3_ADD_DEFAULT) == 1;
    sk_GENERAL_NAME_pop_free(list, GENERAL_NAME_free);
    return ok;
}

static int extend_by_purpose(X509 *certificate, const X509 *issuer, const struct cc_order *order) {
    int ok = extend(certificate, issuer, NID_subject_key_identifier, "hash") &&
             extend(certificate, issuer, NID_authority_key_identifier, "keyid:always");
    switch (order->purpose) {
    case CC_AUTHORITY:
        return ok && extend(certificate, issuer, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
               extend(certificate, issuer, NID_key_usage, "critical,keyCertSign,cRLSign");
    case CC_CLIENT:
        return ok && extend(certificate, issuer, NID_basic_constraints, "critical,CA:FALSE") &&
               extend(certificate, issuer, NID_key_usage, "critical,digitalSignature") &&
               extend(certificate, issuer, NID_ext_key_usage, "clientAuth");
    case CC_SERVER:
        return ok && extend(certificate, issuer, NID_basic_constraints, "critical,CA:FALSE") &&
               extend(certificate, issuer, NID_key_usage, "critical,digitalSignature") &&
               extend(certificate, issuer, NID_ext_key_usage, "serverAuth") && extend_by_names(certificate, order);
    }
    return 0;
}

static int set_serial(X509 *certificate, const uint8_t serial[16]) {
    BIGNUM *number = BN_bin2bn(serial, 16, NULL);
    int ok = number && !BN_is_zero(number) && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate));
    BN_free(number);
    return ok;
}

static int set_key(X509 *certificate, const uint8_t *der, size_t count) {
    EVP_PKEY *key = count <= INT_MAX ? d2i_PUBKEY(NULL, &der, (long)count) : NULL;
    int ok = key && X509_set_pubkey(certificate, key) == 1;
    EVP_PKEY_free(key);
    return ok;
}

size_t cc_certificate_issue(const struct cc_order *order, const cc_certificate *issuer, cc_key *issuer_key,
                            uint8_t *out, size_t capacity) {
    X509 *made = X509_new();
    X509_NAME *subject = made ? X509_get_subject_name(made) : NULL;
    int ok = subject && X509_set_version(made, X509_VERSION_3) == 1 && set_serial(made, order->serial) &&
             cc_set_name(subject, order->name) &&
             X509_set_issuer_name(made, issuer ? X509_get_subject_name(issuer) : subject) == 1 &&
             ASN1_TIME_set(X509_getm_notBefore(made), (time_t)order->from) &&
             ASN1_TIME_set(X509_getm_notAfter(made), (time_t)order->until) &&
             set_key(made, order->public_key, order->public_key_count) &&
             extend_by_purpose(made, issuer ? issuer : made, order) && X509_sign(made, issuer_key, EVP_sha256()) > 0;
    int count = ok ? i2d_X509(made, NULL) : 0;
    ok = count > 0 && (size_t)count <= capacity && i2d_X509(made, &out) == count;
    X509_free(made);
    if (!ok) ERR_clear_error();
    return ok ? (size_t)count : 0;
}

cc_certificate *cc_certificate_read(const uint8_t *der, size_t count) {
    if (count > INT_MAX) return NULL;
    const uint8_t *at = der;
    X509 *certificate = d2i_X509(NULL, &at, (long)count);
    if (certificate && at != der + count) {
        X509_free(certificate);
        certificate = NULL;
    }
    ERR_clear_error();
    return certificate;
}

size_t cc_certificate_name(const cc_certificate *certificate, uint8_t *out, size_t capacity) {
    return cc_common_name(X509_get_subject_name(certificate), out, capacity);
}

size_t cc_certificate_public(const cc_certificate *certificate, uint8_t *out, size_t capacity) {
    return cc_public_der(X509_get0_pubkey(certificate), out, capacity);
}

size_t cc_certificate_serial(const cc_certificate *certificate, uint8_t *out, size_t capacity) {
    const ASN1_INTEGER *serial = X509_get0_serialNumber(certificate);
    int count = ASN1_STRING_length(serial);
    if (count <= 0 || (size_t)count > capacity || ASN1_STRING_type(serial) != V_ASN1_INTEGER) return 0;
    memcpy(out, ASN1_STRING_get0_data(serial), (size_t)count);
    return (size_t)count;
}

static int seconds(const ASN1_TIME *time, int64_t *out) {
    struct tm parts;
    if (ASN1_TIME_to_tm(time, &parts) != 1) return 0;
    *out = timegm(&parts);
    return 1;
}

int cc_certificate_times(const cc_certificate *certificate, int64_t *from, int64_t *until) {
    int ok = seconds(X509_get0_notBefore(certificate), from) && seconds(X509_get0_notAfter(certificate), until);
    if (!ok) ERR_clear_error();
    return ok;
}

int cc_certificate_issued(const cc_certificate *certificate, const cc_certificate *issuer) {
    EVP_PKEY *key = X509_get0_pubkey(issuer);
    int ok = key && X509_NAME_cmp(X509_get_issuer_name(certificate), X509_get_subject_name(issuer)) == 0 &&
             X509_verify((X509 *)certificate, key) == 1;
    if (!ok) ERR_clear_error();
    return ok;
}

int cc_certificate_is_authority(cc_certificate *certificate) { return X509_check_ca(certificate) == 1; }

void cc_certificate_free(cc_certificate *certificate) { X509_free(certificate); }
