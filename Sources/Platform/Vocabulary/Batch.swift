// SPDX-License-Identifier: Apache-2.0
public import JSON
public import Shapes

/// Samples in the order of their sequence numbers.
public struct Batch: Codable, Sendable {
    public var boot: String
    /// By the device's clock: with it the server knows how wrong that is.
    public var sentAt: Instant
    public var samples: [Sample]

    public init(boot: String, sentAt: Instant, samples: [Sample]) {
        (self.boot, self.sentAt, self.samples) = (boot, sentAt, samples)
    }

    public struct Sample: Codable, Sendable {
        public var sequence: Int
        public var kind: String
        public var observedAt: Instant
        /// The boot it was observed in, when that is not the batch's.
        public var boot: String?
        public var body: RawJSON

        public init(sequence: Int, kind: String, observedAt: Instant, boot: String? = nil, body: RawJSON) {
            (self.sequence, self.kind, self.observedAt) = (sequence, kind, observedAt)
            (self.boot, self.body) = (boot, body)
        }
    }
}

extension Batch {
    /// Takes what can be read: a bad sample costs only itself.
    ///
    /// One whose number alone can be read stays in its place without content, so that it can be counted and
    /// acknowledged; one without a number cannot be either, and ends the batch.
    public init(from decoder: any Decoder) throws {
        let parts = try decoder.container(keyedBy: CodingKeys.self)
        boot = (try? parts.decode(String.self, forKey: .boot)) ?? ""
        sentAt = (try? parts.decode(Instant.self, forKey: .sentAt)) ?? Instant(milliseconds: 0)
        // Without these two nobody can say when a sample was so.
        let isDated = (try? parts.decode(Instant.self, forKey: .sentAt)) != nil && !boot.isEmpty
        samples = try parts.decode([Salvaged].self, forKey: .samples).map { salvaged in
            isDated ? salvaged.sample : .unreadable(salvaged.sample.sequence)
        }
    }

    private struct Salvaged: Decodable {
        let sample: Sample

        private struct Numbered: Decodable { let sequence: Int }

        init(from decoder: any Decoder) throws {
            do { sample = try Sample(from: decoder) } catch {
                sample = .unreadable(try Numbered(from: decoder).sequence)
            }
        }
    }
}

extension Batch.Sample {
    /// Stands where something stood that cannot be read; no feature accepts such a kind.
    fileprivate static func unreadable(_ sequence: Int) -> Batch.Sample {
        Batch.Sample(
            sequence: sequence, kind: unreadableKind, observedAt: Instant(milliseconds: 0), body: RawJSON(.null))
    }

    private static let unreadableKind = ""
    public var isUnreadable: Bool { kind == Self.unreadableKind }
}
