// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <stddef.h>
#include <stdint.h>

// The few functions of OpenSSL's libcrypto that Breeze needs, each with the sharp edges taken off.
//
// What returns `int` returns 1 when it worked and 0 when not; what fills `out` and returns a count returns 0 when it
// failed or when `capacity` is too small. A failure leaves nothing in the thread's error queue, where TLS would find
// it. Nothing here keeps a pointer after it has returned, reads a clock, or asks for a password.

typedef struct evp_pkey_st cc_key;           // a P-256 key pair
typedef struct X509_req_st cc_request;       // a request for a certificate
typedef struct x509_st cc_certificate;

// Randomness, digests, comparison.
int cc_random(uint8_t *out, size_t count);
int cc_sha256(const uint8_t *data, size_t count, uint8_t out[32]);
int cc_hmac_sha256(const uint8_t *key, size_t key_count, const uint8_t *data, size_t count, uint8_t out[32]);
int cc_equal(const uint8_t *a, const uint8_t *b, size_t count);  // takes as long for any two texts of this length

// AES-256-GCM: `out` of sealing holds `count` + 16 bytes, `out` of opening `count` - 16.
int cc_seal(const uint8_t key[32], const uint8_t nonce[12], const uint8_t *bound, size_t bound_count,
            const uint8_t *plain, size_t count, uint8_t *out);
int cc_open(const uint8_t key[32], const uint8_t nonce[12], const uint8_t *bound, size_t bound_count,
            const uint8_t *sealed, size_t count, uint8_t *out);

// Ed25519 (RFC 8032); the private key is its seed.
int cc_ed25519_public(const uint8_t seed[32], uint8_t out[32]);
int cc_ed25519_sign(const uint8_t seed[32], const uint8_t *message, size_t count, uint8_t out[64]);
int cc_ed25519_verify(const uint8_t public_key[32], const uint8_t *message, size_t count, const uint8_t signature[64]);

// P-256 keys. A key that is loaded is refused unless it is on that curve.
cc_key *cc_key_generate(void);
cc_key *cc_key_load(const char *pem, size_t count);
size_t cc_key_pem(const cc_key *key, uint8_t *out, size_t capacity);
size_t cc_key_public(const cc_key *key, uint8_t *out, size_t capacity);  // SubjectPublicKeyInfo, DER
void cc_key_free(cc_key *key);

// Requests. Reading one checks its signature, so that whoever made it holds the key, and the key's curve.
size_t cc_request_make(cc_key *key, const char *name, uint8_t *out, size_t capacity);
cc_request *cc_request_read(const uint8_t *der, size_t count);
size_t cc_request_name(const cc_request *request, uint8_t *out, size_t capacity);
size_t cc_request_public(cc_request *request, uint8_t *out, size_t capacity);
void cc_request_free(cc_request *request);

// Certificates. The issuer is null for one that signs itself; `names` and `addresses` end with a null.
enum cc_purpose { CC_AUTHORITY, CC_CLIENT, CC_SERVER };
struct cc_order {
    enum cc_purpose purpose;
    const char *name;
    const uint8_t *public_key;  // SubjectPublicKeyInfo, DER
    size_t public_key_count;
    uint8_t serial[16];
    int64_t from, until;  // seconds since 1970
    const char *const *names;
    const char *const *addresses;
};
size_t cc_certificate_issue(const struct cc_order *order, const cc_certificate *issuer, cc_key *issuer_key,
                            uint8_t *out, size_t capacity);
cc_certificate *cc_certificate_read(const uint8_t *der, size_t count);
size_t cc_certificate_name(const cc_certificate *certificate, uint8_t *out, size_t capacity);
size_t cc_certificate_serial(const cc_certificate *certificate, uint8_t *out, size_t capacity);
size_t cc_certificate_public(const cc_certificate *certificate, uint8_t *out, size_t capacity);
int cc_certificate_times(const cc_certificate *certificate, int64_t *from, int64_t *until);
int cc_certificate_issued(const cc_certificate *certificate, const cc_certificate *issuer);
int cc_certificate_is_authority(cc_certificate *certificate);
void cc_certificate_free(cc_certificate *certificate);
