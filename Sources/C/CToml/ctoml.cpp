// SPDX-License-Identifier: Apache-2.0
#undef NDEBUG  // with it toml++ 3.3.0 turns its assertions into assumptions, which broken files do not keep
#include "ctoml.h"

#include <cstdio>
#include <stdexcept>
#include <string>
#include <string_view>

#define TOML_EXCEPTIONS 1
#define TOML_ENABLE_FORMATTERS 0
#define TOML_ENABLE_WINDOWS_COMPAT 0
#define TOML_ASSERT(expression) ((expression) ? (void)0 : throw std::logic_error("this is not TOML"))
#include <toml++/toml.h>

namespace {

// Carries the listener through the tree.
struct Teller {
    void *context;
    ct_tell tell;

    void say(const std::string &key, ct_kind kind, bool element, std::string_view text, const toml::node &node) const {
        tell(context, key.data(), key.size(), kind, element, text.data(), text.size(),
             static_cast<int>(node.source().begin.line));
    }

    void scalar(const std::string &key, const toml::node &node, bool element) const {
        char number[64];
        if (auto text = node.as_string()) {
            say(key, CT_TEXT, element, text->get(), node);
        } else if (auto integer = node.as_integer()) {
            int count = std::snprintf(number, sizeof number, "%lld", static_cast<long long>(integer->get()));
            say(key, CT_INTEGER, element, {number, static_cast<size_t>(count)}, node);
        } else if (auto real = node.as_floating_point()) {
            int count = std::snprintf(number, sizeof number, "%.17g", real->get());
            say(key, CT_REAL, element, {number, static_cast<size_t>(count)}, node);
        } else if (auto truth = node.as_boolean()) {
            say(key, CT_TRUTH, element, truth->get() ? "true" : "false", node);
        } else {
            say(key, CT_OTHER, element, "", node);
        }
    }

    // Depth is bounded by toml++ (256 levels).
    void table(const std::string &prefix, const toml::table &table) const {
        for (auto &&[name, node] : table) {
            std::string key = prefix.empty() ? std::string(name.str()) : prefix + "." + std::string(name.str());
            if (auto inner = node.as_table()) {
                this->table(key, *inner);
            } else if (auto list = node.as_array()) {
                say(key, CT_LIST, false, "", node);
                for (auto &&element : *list) scalar(key, element, true);
            } else {
                scalar(key, node, false);
            }
        }
    }
};

}  // namespace

extern "C" int ct_read(const char *text, size_t count, void *context, ct_tell tell, char *error, size_t capacity,
                       int *line) {
    std::string what;
    *line = 1;
    try {
        Teller{context, tell}.table("", toml::parse(std::string_view(text, count)));
        return 1;
    } catch (const toml::parse_error &broken) {
        what = broken.description();
        *line = static_cast<int>(broken.source().begin.line);
    } catch (const std::exception &broken) {
        what = broken.what();
    }
    std::snprintf(error, capacity, "%s", what.c_str());
    return 0;
}
