// SPDX-License-Identifier: Apache-2.0
import Glibc
import Journal

/// Takes as many descriptors as the system lets us have, and says so when connections will find none.
func takeDescriptors(for connections: Int) {
    var limit = rlimit()
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    guard getrlimit(resource, &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(resource, &limit)
    guard limit.rlim_max < UInt(clamping: connections) else { return }
    journal.warning(
        "fewer descriptors than connections: raise LimitNOFILE, or lower http_connections",
        ["descriptors": Int(clamping: limit.rlim_max), "connections": connections])
}
