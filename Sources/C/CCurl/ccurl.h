// SPDX-License-Identifier: Apache-2.0
// libcurl for Swift, which cannot call functions of any number of arguments: one for each kind of argument that we pass.
#pragma once
#include <curl/curl.h>

static inline CURLcode cc_set_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode cc_set_size(CURL *easy, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode cc_set_text(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode cc_set_pointer(CURL *easy, CURLoption option, const void *value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode cc_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode cc_set_blob(CURL *easy, CURLoption option, struct curl_blob *value) {
  return curl_easy_setopt(easy, option, value);
}

typedef size_t (*cc_take)(char *bytes, size_t size, size_t count, void *context);
typedef curl_socket_t (*cc_open)(void *context, curlsocktype purpose, struct curl_sockaddr *address);
static inline CURLcode cc_set_take(CURL *easy, CURLoption option, cc_take value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode cc_set_open(CURL *easy, cc_open value) {
  return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, value);
}

static inline long cc_status(CURL *easy) {
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  return status;
}
static inline void *cc_context(CURL *easy) {
  char *context = NULL;
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, &context);
  return context;
}
static inline void cc_limit(CURLM *multi, CURLMoption option, long value) { curl_multi_setopt(multi, option, value); }

// A transfer that has ended, or NULL.
static inline CURL *cc_ended(CURLM *multi, CURLcode *code) {
  int left = 0;
  for (CURLMsg *message; (message = curl_multi_info_read(multi, &left));) {
    if (message->msg != CURLMSG_DONE) continue;
    *code = message->data.result;
    return message->easy_handle;
  }
  return NULL;
}
static inline const struct sockaddr *cc_address(const struct curl_sockaddr *address) { return &address->addr; }
enum { cc_bad_socket = -1, cc_pause = CURL_WRITEFUNC_PAUSE };
