// SPDX-License-Identifier: Apache-2.0
public import Shapes
public import Vocabulary

/// A part of a machine that can be examined.
public enum Area: String, Choice { case disks, network, services, journal, processes }

/// Tells an agent to look at itself; it changes nothing there.
public struct RunDiagnostics: Command, Equatable {
    public static let kind = "devices.run_diagnostics"
    public static let risk = RiskLevel.medium

    public struct Report: Codable, Sendable, Equatable {
        public var sections: [Section]
        public init(sections: [Section]) { self.sections = sections }
    }

    public struct Section: Codable, Sendable, Equatable {
        public var area: Area
        public var text: String
        public init(area: Area, text: String) { (self.area, self.text) = (area, text) }
    }

    public var areas: [Area]
    public init(areas: [Area]) { self.areas = areas }
}

/// What several devices said about themselves.
public struct Diagnosis: Facts, Equatable {
    @Fact("One finding per device that was asked.") public var findings: [Finding]

    public init(findings: [Finding]) { self.findings = findings }
    public static var example: Diagnosis { Diagnosis(findings: [.example]) }
}

/// What one device said about itself.
public struct Finding: Facts, Equatable {
    public enum Result: String, Choice { case examined, failed }

    @Fact("Who was asked.") public var device: DeviceID
    @Fact("What became of it.") public var result: Result
    @Fact("What it saw, an area each; empty if it failed.") public var sections: [FindingSection]
    @Fact("Why it failed, in the device's words; null if it did not.") public var failure: Untrusted?

    public init(device: DeviceID, result: Result, sections: [FindingSection], failure: Untrusted? = nil) {
        self.device = device
        self.result = result
        self.sections = sections
        self.failure = failure
    }
    public static var example: Finding {
        Finding(
            device: .example, result: .examined, sections: [.example],
            failure: Untrusted("df: not found", from: .example))
    }
}

/// One area, as a device saw it.
public struct FindingSection: Facts, Equatable {
    @Fact("The area that was looked at.") public var area: Area
    @Fact("What was seen there, in the device's words.") public var text: Untrusted

    public init(area: Area, text: Untrusted) {
        self.area = area
        self.text = text
    }
    public static var example: FindingSection {
        FindingSection(area: .services, text: Untrusted("nginx.service failed", from: .example))
    }
}
