// SPDX-License-Identifier: Apache-2.0

/// Lets so many samples a second pass, of all machines together; nil lets all pass.
actor Pace {
    private let rate: Int?
    private var free = ContinuousClock.now

    init(_ rate: Int?) { self.rate = rate }

    /// Takes the next stretch of time for so many samples, and waits until it begins.
    func wait(for samples: Int) async throws {
        guard let rate else { return }
        let start = max(free, .now)
        free = start + .seconds(1) * samples / rate
        try await Task.sleep(until: start, clock: .continuous)
    }
}
