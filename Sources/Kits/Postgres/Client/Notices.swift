// SPDX-License-Identifier: Apache-2.0
import CPQ

/// Takes what the server says beside its answers, which libpq would print; has to outlive its connection.
final class NoticeListener: Sendable {
    private let hear: @Sendable (Notice) -> Void
    init(_ hear: @escaping @Sendable (Notice) -> Void) { self.hear = hear }

    func attach(to raw: OpaquePointer) {
        PQsetNoticeReceiver(
            raw,
            { context, result in
                guard let context, let result else { return }
                Unmanaged<NoticeListener>.fromOpaque(context).takeUnretainedValue().hear(Notice(result))
            }, Unmanaged.passUnretained(self).toOpaque())
    }
}

extension Notice {
    init(_ result: OpaquePointer) {
        let state = diagnosis("C", of: result)
        severity = diagnosis("V", of: result)
        sqlstate = state
        message = blanked(diagnosis("M", of: result), state)
    }
}
