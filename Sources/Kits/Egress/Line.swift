// SPDX-License-Identifier: Apache-2.0
import CCurl
import Glibc

/// A transfer on libcurl's thread: its handle, and what must live as long.
struct Line {
    let transfer: Transfer
    let easy: UnsafeMutableRawPointer
    private let headers: UnsafeMutablePointer<curl_slist>?
    private let names: UnsafeMutablePointer<curl_slist>?

    init(_ transfer: Transfer) {
        guard let easy = curl_easy_init() else { preconditionFailure("no memory for libcurl") }
        (self.transfer, self.easy) = (transfer, easy)
        // An empty `Expect`: no round trip before a body.
        var headers = curl_slist_append(nil, "Expect:")
        for (name, value) in transfer.request.headers {
            headers = curl_slist_append(headers, value.isEmpty ? "\(name);" : "\(name): \(value)")
        }
        self.headers = headers
        names = transfer.names.reduce(nil) { curl_slist_append($0, $1) }
        address()
        ask()
        limit()
        listen()
    }

    private func set(_ option: CURLoption, _ value: Int) { cc_set_long(easy, option, value) }
    private func set(_ option: CURLoption, _ value: String) { cc_set_text(easy, option, value) }

    private func address() {
        let (request, rules) = (transfer.request, transfer.rules)
        set(CURLOPT_URL, request.address)
        set(CURLOPT_PROTOCOLS_STR, rules.allowsPlain ? "https,http" : "https")
        // Who began in secret does not end in the open.
        set(
            CURLOPT_REDIR_PROTOCOLS_STR,
            rules.allowsPlain && request.address.hasPrefix("http://") ? "https,http" : "https")
        set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
        set(CURLOPT_FOLLOWLOCATION, request.redirects > 0 ? 1 : 0)
        set(CURLOPT_MAXREDIRS, request.redirects)
        if let names { cc_set_list(easy, CURLOPT_RESOLVE, names) }
        set(CURLOPT_PROXY, rules.proxy ?? "")  // empty: the environment's are not asked either
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        guard var authorities = rules.authorities else { return }
        authorities.withUTF8 { text in
            var blob = curl_blob(
                data: UnsafeMutableRawPointer(mutating: text.baseAddress), len: text.count,
                flags: UInt32(CURL_BLOB_COPY))
            cc_set_blob(easy, CURLOPT_CAINFO_BLOB, &blob)
        }
        cc_set_pointer(easy, CURLOPT_CAPATH, nil)
    }

    private func ask() {
        let request = transfer.request
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_USERAGENT, "breeze")
        cc_set_list(easy, CURLOPT_HTTPHEADER, headers)
        if request.method == "HEAD" { set(CURLOPT_NOBODY, 1) }
        if !request.body.isEmpty || ["POST", "PUT", "PATCH"].contains(request.method) {
            cc_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, request.body.count)
            request.body.withUnsafeBytes {
                _ = cc_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, $0.baseAddress ?? UnsafeRawPointer(easy))
            }
        }
        if request.method != "HEAD" { set(CURLOPT_CUSTOMREQUEST, request.method) }
    }

    private func limit() {
        let (request, rules) = (transfer.request, transfer.rules)
        cc_set_size(easy, CURLOPT_MAXFILESIZE_LARGE, max(request.limit, 1))
        set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(rules.connectTime))
        if let deadline = request.deadline { set(CURLOPT_TIMEOUT_MS, milliseconds(deadline)) }
        set(CURLOPT_LOW_SPEED_LIMIT, 1)
        set(CURLOPT_LOW_SPEED_TIME, max(1, milliseconds(request.stall) / 1000))
    }

    private func milliseconds(_ time: Duration) -> Int { max(1, Int(time / .milliseconds(1))) }

    private func listen() {
        let context = Unmanaged.passUnretained(transfer).toOpaque()  // which this line outlives
        cc_set_pointer(easy, CURLOPT_PRIVATE, context)
        cc_set_pointer(easy, CURLOPT_HEADERDATA, context)
        cc_set_pointer(easy, CURLOPT_WRITEDATA, context)
        cc_set_pointer(easy, CURLOPT_OPENSOCKETDATA, context)
        cc_set_take(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
            let end = line.lastIndex { $0 != 0x0d && $0 != 0x0a }.map { $0 + 1 } ?? 0
            Line.transfer(context).heard(line: String(decoding: line[..<end], as: UTF8.self))
            return size * count
        }
        cc_set_take(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            switch Line.transfer(context).heard(Array(UnsafeRawBufferPointer(start: bytes, count: size * count))) {
            case .taken: size * count
            case .pause: Int(cc_pause)
            case .stop: 0
            }
        }
        // Asked of the address itself, at each attempt to connect: after the lookup, at each redirect, for each answer of DNS.
        cc_set_open(easy) { context, _, address in
            guard let address else { return -1 }
            guard Line.transfer(context).mayConnect(to: cc_address(address).flatMap { Address($0) }) else { return -1 }
            return socket(
                address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue),
                address.pointee.protocol)
        }
    }

    private static func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer {
        guard let context else { preconditionFailure("a callback without its transfer") }
        return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    }

    func close(_ multi: UnsafeMutableRawPointer) {
        curl_multi_remove_handle(multi, easy)
        curl_easy_cleanup(easy)
        curl_slist_free_all(headers)
        curl_slist_free_all(names)
    }
}
