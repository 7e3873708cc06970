// SPDX-License-Identifier: Apache-2.0
import Programs

/// A TLS client that first says something in plain, which ours does not.
enum TLSPeer {
    struct Failed: Error { let what: String }

    /// What a server answers to `request` over TLS, on a connection that began with `header` in plain.
    static func ask(port: UInt16, after header: [UInt8], _ request: [UInt8], trusting root: String) throws -> String {
        let script = """
            import socket, ssl, sys
            port, header, request, root = int(sys.argv[1]), bytes.fromhex(sys.argv[2]), bytes.fromhex(sys.argv[3]), sys.argv[4]
            plain = socket.create_connection(("127.0.0.1", port), timeout=60)
            plain.sendall(header)
            secure = ssl.create_default_context(cadata=root).wrap_socket(plain, server_hostname="localhost")
            secure.sendall(request)
            said = b""
            while b"\\r\\n\\r\\n" not in said or len(said.split(b"\\r\\n\\r\\n", 1)[1]) < 9: said += secure.recv(65536)
            sys.stdout.write(said.decode())
            """
        let arguments = ["-c", script, "\(port)", hex(header), hex(request), root]
        let done = try Program("/usr/bin/python3", arguments).run()
        guard done.ending == .exited(0) else { throw Failed(what: String(decoding: done.errors, as: UTF8.self)) }
        return String(decoding: done.output, as: UTF8.self)
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
