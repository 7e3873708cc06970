// SPDX-License-Identifier: Apache-2.0

public import Postgres
public import ReliabilityWire

// The words that lie in columns.

extension ReliabilitySample.Journal: Cell {}
extension Boot.Ending: Cell {}
extension Incident.Gravity: Cell {}
extension Band: Cell {}
extension Trend.Direction: Cell {}
extension Cause: Cell {}
