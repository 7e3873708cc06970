// SPDX-License-Identifier: Apache-2.0
import DevicesWire
public import FeatureKit
import GateKit
import Postgres
import Vocabulary

extension Feature {
    /// The machines in care: how they come in, what they are, and whether they speak to us.
    public static let devices = Feature(
        "devices", "Every machine in care, known by its own key, and a way to ask it how it is.",
        schema: [
            Migration("devices_1_create", PackageResources.devices_1_create_sql),
            Migration("devices_2_names_and_retention", PackageResources.devices_2_names_and_retention_sql),
            Migration("devices_3_meanings", PackageResources.devices_3_meanings_sql),
            Migration("devices_4_called", PackageResources.devices_4_called_sql),
        ],
        emits: [DeviceEnrolled.self, DeviceQuarantined.self, DeviceReleased.self, DeviceDecommissioned.self],
        tools: [
            ListDevices(), SummarizeDevices(), GetDeviceDetails(), CreateEnrollmentKey(), UpdateDevice(),
            ReleaseDevice(), DecommissionDevice(), CollectDiagnostics(), GetExecution(),
        ],
        owners: [Whose(Device.self, "select id, org_id from devices_target")],
        cards: [fleetCard, detailsCard],
        listings: [deviceListing],
        subjects: [deviceSubject],
        forms: [
            Form(for: UpdateDevice.self), Form(for: CreateEnrollmentKey.self, newKey),
            Form(for: CollectDiagnostics.self), Form(for: DecommissionDevice.self),
        ],
        choices: [deviceChoices],
        begins: beginning,
        admits: Admission(
            enroll: enroll, certify: certify, recognise: recognise, greet: greet, beat: beat)
    )
}
