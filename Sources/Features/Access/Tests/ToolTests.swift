// SPDX-License-Identifier: Apache-2.0
import Rehearsal
import Testing

@Suite(.world()) struct AccessToolTests {}
