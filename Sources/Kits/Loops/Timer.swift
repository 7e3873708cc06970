// SPDX-License-Identifier: Apache-2.0
import CBeast

/// Something to be done later, unless it is cancelled; to be made, cancelled and dropped on its loop.
public final class Timer {
    private let loop: EventLoop
    private var raw: OpaquePointer?
    private var fire: (() -> Void)?
    private var own: Timer?

    public init(after delay: Duration, on loop: EventLoop, _ fire: @escaping () -> Void) {
        (self.loop, self.fire) = (loop, fire)
        raw = hs_timer_new(loop.raw, delay.milliseconds, Unmanaged.passUnretained(self).toOpaque()) { context in
            guard let context else { return }
            let timer = Unmanaged<Timer>.fromOpaque(context).takeUnretainedValue()
            withExtendedLifetime(timer) {
                timer.own = nil
                timer.fire.take()?()
            }
        }
    }

    /// For those whom nobody holds.
    func stayUntilFired() { own = self }

    /// Afterwards nothing fires; without effect if it has fired.
    public func cancel() {
        if let raw { hs_timer_free(raw) }
        (raw, fire, own) = (nil, nil, nil)
    }
    deinit { cancel() }
}

extension Duration {
    /// Rounded up, so that a wait is never shorter than asked for.
    package var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    }
}
