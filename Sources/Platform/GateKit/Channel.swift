// SPDX-License-Identifier: Apache-2.0

/// On which servers tell each other that there is something to do; what it is, the rows say.
package enum Channel {
    package static let commands: StaticString = "breeze_command"
    package static let reports: StaticString = "breeze_report"
    package static let events: StaticString = "breeze_event"
    package static let log: StaticString = "breeze_log"
    package static let jobs: StaticString = "breeze_job"
}
