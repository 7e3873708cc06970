// SPDX-License-Identifier: Apache-2.0
import CPQ
import Glibc

enum Dialled {
    case open(OpaquePointer)
    case refused(String)
}

/// Connects, blocking: a name lookup, a handshake, a login.
///
/// The address may be a conninfo or a URL; what stands in it wins over our defaults, except the user.
func dialled(_ address: String, as role: String, isReadOnly: Bool) -> Dialled {
    var options = (given("options", in: address).map { [$0] } ?? []) + ["-c client_min_messages=error"]
    options += ["-c TimeZone=UTC", "-c DateStyle=ISO", "-c bytea_output=hex", "-c extra_float_digits=1"]
    if isReadOnly { options.append("-c default_transaction_read_only=on") }
    let words = [
        ("application_name", "breeze"), ("connect_timeout", "5"), ("tcp_user_timeout", "15000"),
        ("keepalives_idle", "15"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
        ("dbname", address), ("user", role), ("client_encoding", "UTF8"), ("options", options.joined(separator: " ")),
    ]
    guard let raw = connect(words) else { return .refused("out of memory") }
    guard PQstatus(raw) == CONNECTION_OK else {
        let why = PQerrorMessage(raw).map { String(cString: $0) } ?? ""
        PQfinish(raw)
        return .refused(why.split(separator: "\n").joined(separator: " "))
    }
    // Login may warn, and libpq would print that; only from here on is there somebody to hear it.
    PQclear(PQexec(raw, "set client_min_messages = notice"))
    return .open(raw)
}

private func connect(_ words: [(String, String)]) -> OpaquePointer? {
    let texts = words.map { (strdup($0.0), strdup($0.1)) }
    defer { for (name, value) in texts { free(name); free(value) } }
    let names = texts.map { UnsafePointer($0.0) } + [nil]
    let values = texts.map { UnsafePointer($0.1) } + [nil]
    return PQconnectdbParams(names, values, 1)
}

/// What an address says about one keyword.
func given(_ keyword: String, in address: String) -> String? {
    guard let all = PQconninfoParse(address, nil) else { return nil }
    defer { PQconninfoFree(all) }
    var index = 0
    while let name = all[index].keyword {  // ends with a null
        if String(cString: name) == keyword { return all[index].val.map { String(cString: $0) } }
        index += 1
    }
    return nil
}
