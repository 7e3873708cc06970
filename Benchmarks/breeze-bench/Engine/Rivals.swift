// SPDX-License-Identifier: Apache-2.0
import Files
import Secrets
import Shapes

/// Where the same 1,024 bytes are served by ours and by others, plain and by TLS, each kept to one processor.
struct Arena: Sendable {
    let folder: String
    let ports: [Int]

    /// Each has two ports of its own.
    enum Rival: Int, CaseIterable, Sendable { case ours, nginx, node }

    init(_ folder: String) throws {
        self.folder = folder
        ports = try (0..<2 * Rival.allCases.count).map { _ in try Host.freePort() }
        try makeFolder(folder, mode: 0o755)
        let now = Instant(milliseconds: Host.now)
        let authority = try Authority.make(commonName: "Breeze bench", at: now)
        let pair = PrivateKey()
        let issued = try authority.issue(server: pair, names: ["localhost"], addresses: ["127.0.0.1"], at: now)
        try replace(folder + "/chain.pem", with: Array((issued.pem + authority.certificate.pem).utf8))
        try replace(folder + "/key.pem", with: Array(pair.pem.utf8))
        try replace(folder + "/hello.json", with: Hello.body, mode: 0o644)
        try replace(folder + "/nginx.conf", with: Array(nginx.utf8), mode: 0o644)
        try replace(folder + "/node.js", with: Array(node.utf8), mode: 0o644)
    }

    func port(_ rival: Rival, secure: Bool) -> Int { ports[2 * rival.rawValue + (secure ? 1 : 0)] }

    func url(_ rival: Rival, secure: Bool) -> String {
        "\(secure ? "https" : "http")://127.0.0.1:\(port(rival, secure: secure))/hello.json"
    }

    /// A program and its arguments.
    func command(_ rival: Rival, own program: String) -> [String] {
        switch rival {
        case .ours:
            [
                program, "hello", "--folder", folder, "--plain", "\(port(.ours, secure: false))", "--secure",
                "\(port(.ours, secure: true))",
            ]
        case .nginx: ["/usr/sbin/nginx", "-c", folder + "/nginx.conf", "-e", folder + "/nginx.log"]
        case .node: ["/usr/bin/env", "node", folder + "/node.js"]
        }
    }

    /// One worker, no log, and connections that are kept.
    private var nginx: String {
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map { "\($0)_temp_path \(folder)/\($0);" }
        return """
            user root; worker_processes 1; daemon off; pid \(folder)/nginx.pid; error_log \(folder)/nginx.log;
            events { worker_connections 4096; }
            http {
              access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; default_type application/json;
              \(temporary.joined(separator: " "))
              server {
                listen 127.0.0.1:\(port(.nginx, secure: false));
                listen 127.0.0.1:\(port(.nginx, secure: true)) ssl;
                ssl_certificate \(folder)/chain.pem; ssl_certificate_key \(folder)/key.pem;
                ssl_protocols TLSv1.2 TLSv1.3;
                root \(folder);
              }
            }
            """
    }

    private var node: String {
        """
        const fs = require('fs'), body = fs.readFileSync('\(folder)/hello.json');
        const answer = (request, response) => {
          response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
          response.end(body);
        };
        require('http').createServer(answer).listen(\(port(.node, secure: false)), '127.0.0.1');
        const tls = { key: fs.readFileSync('\(folder)/key.pem'), cert: fs.readFileSync('\(folder)/chain.pem') };
        require('https').createServer(tls, answer).listen(\(port(.node, secure: true)), '127.0.0.1');
        """
    }
}
