// SPDX-License-Identifier: Apache-2.0
import MetricsWire

// What an agent says is bounded field by field: a value that cannot be is dropped, and costs no other.

/// A share; what rounding put just outside is put back.
func percent(_ value: Double?) -> Double? {
    guard let value, (-1...101).contains(value) else { return nil }  // not a number is in no range
    return short(min(max(value, 0), 100))
}

/// What lies closer to nothing than a column of four bytes can say is nothing.
private func short(_ value: Double) -> Double { Float(value).isNormal ? value : 0 }

/// Something counted or averaged, up to what a machine may have of it.
func amount(_ value: Double?, upTo most: Double) -> Double? {
    guard let value, (0...most).contains(value) else { return nil }
    return short(value)
}
func amount(_ value: Int?, upTo most: Double) -> Double? { amount(value.map(Double.init), upTo: most) }

/// A size or a rate in bytes, up to an exbibyte.
func bytes(_ value: Int?) -> Int? {
    guard let value, (0...(1 << 60)).contains(value) else { return nil }
    return value
}

/// A part of a whole in percent; nil where either is unknown, or the whole is nothing.
func share(_ part: Int?, of whole: Int?) -> Double? {
    guard let part, let whole, whole > 0, part <= whole else { return nil }
    return Double(part) / Double(whole) * 100
}

/// At most so many scalars, none of them a null, which PostgreSQL cannot hold.
func words(_ text: String, _ count: Int) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.lazy.filter { $0 != "\0" }.prefix(count)))
}

extension MetricsSample {
    /// What a sample may hold; an agent keeps within it by itself.
    static let disksTaken = 32
    static let interfacesTaken = 32
    static let processesTaken = 10

    /// Disks with a name, each once.
    var boundedDisks: [Disk] {
        var seen: Set<String> = []
        return disks.prefix(Self.disksTaken).compactMap { disk in
            var disk = disk
            disk.mountPoint = words(disk.mountPoint, 200)
            return !disk.mountPoint.isEmpty && seen.insert(disk.mountPoint).inserted ? disk : nil
        }
    }

    /// Interfaces with a name, each once.
    var boundedInterfaces: [Interface] {
        var seen: Set<String> = []
        return interfaces.prefix(Self.interfacesTaken).compactMap { interface in
            var interface = interface
            interface.name = words(interface.name, 64)
            return !interface.name.isEmpty && seen.insert(interface.name).inserted ? interface : nil
        }
    }
}

extension MetricsSample.Disk {
    /// As `df` counts it: of what files can have, how much they have taken.
    var usedPercent: Double? {
        guard let used = bytes(usedBytes), let available = bytes(availableBytes) else { return nil }
        return share(used, of: used + available)
    }
}

extension MetricsSample.Interface {
    /// Both ways together; nil when neither is known.
    var errors: Int? { sum(receiveErrors, sendErrors) }
    var dropped: Int? { sum(receivedDropped, sentDropped) }
}

private func sum(_ values: Int?...) -> Int? {
    let known = values.compactMap { bytes($0) }
    return known.isEmpty ? nil : known.reduce(0, +)
}
