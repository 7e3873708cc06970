// SPDX-License-Identifier: Apache-2.0
import Files
public import JSON
import Secrets
public import Shapes
public import Vocabulary

/// What was observed and is not yet stored by the server: on disk, sealed, in order, and bounded.
///
/// A sample is on disk before it is sent, so that a power cut neither loses it nor lets its number be used twice; it
/// leaves when the server has acknowledged it. When the spool is full the oldest go, and are counted.
public final class Spool {
    /// How large it may grow, and how large each of its files.
    public struct Limits: Sendable {
        public var bytes: Int
        public var segment: Int
        public init(bytes: Int = 32 << 20, segment: Int = 256 << 10) { (self.bytes, self.segment) = (bytes, segment) }
    }

    private let folder: String
    private let ring: Keyring
    private let limits: Limits
    private var segments: [Segment]
    private var next: Int
    /// Samples that had to go unsent because the spool was full.
    public private(set) var lost = 0
    /// Samples that a crash or a foreign hand had spoilt.
    public private(set) var spoilt = 0

    /// Opens the spool in `folder`; `now` numbers the first sample of a new one.
    ///
    /// Beginning at the clock's milliseconds keeps a device's numbers rising even when its disk was replaced.
    public init(_ folder: String, at now: Instant, limits: Limits = Limits()) throws {
        (self.folder, self.limits) = (folder, limits)
        try makeFolder(folder)
        ring = try Self.ring(in: folder)
        segments = []
        next = now.milliseconds
        let firsts = try names(in: folder).compactMap { Segment.first(of: $0) }.sorted()
        for first in firsts {
            let (segment, isWhole) = try Segment.open(first, in: folder, ring)
            if !isWhole { spoilt += 1 }
            segments.append(segment)
            next = segment.end
        }
    }

    /// The key of the seals, made at the first start and readable by its owner only.
    private static func ring(in folder: String) throws -> Keyring {
        let path = folder + "/seal.key"
        if !exists(path) { try replace(path, with: SealingKey(id: 1).bytes) }
        return Keyring(try SealingKey(id: 1, bytes: try contents(of: path)))
    }

    /// How many samples wait for the server.
    public var count: Int { segments.reduce(0) { $0 + waiting(in: $1) } }
    private func waiting(in segment: Segment) -> Int { min(segment.count, max(0, segment.end - acknowledged - 1)) }
    public var bytes: Int { segments.reduce(0) { $0 + $1.bytes } }

    /// Takes one sample in; when this returns it is on disk.
    public func add(kind: String, at observedAt: Instant, boot: String, body: RawJSON) throws {
        let sample = Batch.Sample(sequence: next, kind: kind, observedAt: observedAt, boot: boot, body: body)
        let record = try JSON.encode(sample)
        if segments.last.map({ $0.bytes + record.count > limits.segment }) ?? true {
            segments.append(Segment(first: next, in: folder))
        }
        try segments[segments.count - 1].add(record, ring)
        next += 1
        try makeRoom()
    }

    private func makeRoom() throws {
        while bytes > limits.bytes, segments.count > 1 {
            lost += waiting(in: segments[0])
            try segments.removeFirst().remove()
        }
    }

    /// The next samples to send, the oldest first: at most `most`, of at most `bytes` together.
    public func batch(most: Int, bytes limit: Int) throws -> [Batch.Sample] {
        var (samples, size): ([Batch.Sample], Int) = ([], 0)
        for segment in segments {
            for record in try segment.records(ring) where record.sequence > acknowledged {
                let cost = record.bytes.count
                guard samples.isEmpty || samples.count < most && size + cost <= limit else { return samples }
                samples.append(try JSON.decode(Batch.Sample.self, from: record.bytes))
                size += cost
            }
        }
        return samples
    }

    private var acknowledged = -1

    /// Forgets what the server has stored.
    ///
    /// The last file stays while it is being written: it remembers the numbers.
    public func forget(through sequence: Int) throws {
        acknowledged = max(acknowledged, sequence)
        while let first = segments.first, first.end <= acknowledged + 1, segments.count > 1 || first.isFull(limits) {
            if segments.count == 1 {
                segments.append(Segment(first: next, in: folder))
                try segments[1].begin()
            }
            try segments.removeFirst().remove()
        }
    }

    /// Whether there is something that the server has not stored.
    public var isEmpty: Bool { count == 0 }
}

extension Segment {
    fileprivate func isFull(_ limits: Spool.Limits) -> Bool { bytes > limits.segment / 2 }
}
