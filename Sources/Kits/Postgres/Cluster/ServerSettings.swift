// SPDX-License-Identifier: Apache-2.0
/// The server's settings, ours, written afresh at each start.
struct ServerSettings {
    let text: String

    init(socket: String, memory: Int, mode: Cluster.Mode) throws(Cluster.Failed) {
        guard !socket.contains("\""), !socket.contains("\n") else {
            throw Cluster.Failed(
                "PostgreSQL cannot use the path \(socket)", do: "choose a --data without quotation marks")
        }
        let place = socket.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
        text =
            """
            # Written by breeze at each start: changes here are lost.
            listen_addresses = ''
            unix_socket_directories = '"\(place)"'
            unix_socket_permissions = 0700
            cluster_name = 'breeze'
            jit = off
            huge_pages = off
            timezone = 'UTC'
            log_timezone = 'UTC'
            lc_messages = 'C'
            log_line_prefix = '%m [%p] %u '
            log_error_verbosity = terse
            log_min_error_statement = panic
            log_parameter_max_length = 0
            client_connection_check_interval = 10s
            idle_in_transaction_session_timeout = 10s
            lock_timeout = 10s

            """ + (mode == .production ? Self.production(memory) : Self.throwaway)
    }

    /// A quarter of the memory up to a gigabyte: the same machine runs the rest of the product.
    private static func production(_ memory: Int) -> String {
        let buffers = min(max(memory / 4, 32), 1024)
        return """
            max_connections = 60
            shared_buffers = \(buffers)MB
            effective_cache_size = \(max(memory / 2, 64))MB
            work_mem = \(min(max(memory / 240, 4), 16))MB
            maintenance_work_mem = \(min(max(memory / 24, 32), 256))MB
            wal_compression = lz4
            default_toast_compression = lz4
            max_wal_size = 2GB
            checkpoint_timeout = 15min
            random_page_cost = 1.1
            max_parallel_workers_per_gather = 0
            autovacuum_naptime = 15s

            """
    }

    private static let throwaway = """
        max_connections = 1000
        shared_buffers = 64MB
        fsync = off
        synchronous_commit = off
        full_page_writes = off
        wal_level = minimal
        max_wal_senders = 0
        checkpoint_timeout = 1d
        max_wal_size = 4GB
        autovacuum = off

        """
}
