// SPDX-License-Identifier: Apache-2.0
public import Shapes

public enum Partner: Noun { public static let noun = "partner" }
public enum Organization: Noun { public static let noun = "organization" }
public enum Site: Noun { public static let noun = "site" }
public enum Device: Noun { public static let noun = "device" }
public enum Execution: Noun { public static let noun = "execution" }
public enum Approval: Noun { public static let noun = "approval" }
public enum Happening: Noun { public static let noun = "event" }

public typealias PartnerID = ID<Partner>
public typealias OrganizationID = ID<Organization>
public typealias SiteID = ID<Site>
public typealias DeviceID = ID<Device>
public typealias ExecutionID = ID<Execution>
public typealias ApprovalID = ID<Approval>
public typealias EventID = ID<Happening>
