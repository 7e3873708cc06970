// SPDX-License-Identifier: Apache-2.0
import JSON
import MCP
import Shapes
import Testing
import Vocabulary

/// What becomes of a call, in the words of a tool's result.
@Suite struct ResultTests {
    static let id = "0193e4a7-0000-7000-8000-000000000000"

    @Test("a call that is not done yet says what it waits for, and is no error") func waiting() throws {
        let approval = try #require(ApprovalID(Self.id))
        let pending = ToolResult(.pending(approval: approval), on: try Desk.premises)
        #expect(pending.form == .pending)
        #expect(
            try JSON(parsing: pending.structured) == ["status": "pending_approval", "approval_id": .string(Self.id)])

        let execution = try #require(ExecutionID(Self.id))
        let started = ToolResult(.started(execution: execution), on: try Desk.premises)
        #expect(started.form == .started)
        #expect(try JSON(parsing: started.structured) == ["status": "started", "execution_id": .string(Self.id)])
    }

    @Test("a tool's output goes out byte for byte") func verbatim() throws {
        let bytes = Array(#"{"b":1.50,"a":{"untrusted":"x","source":"y"}}"#.utf8)
        #expect(ToolResult(.done(bytes), on: try Desk.premises).structured == bytes)
    }

    @Test(
        "a refusal that a caller can mend is a result to read",
        arguments: [
            (Refusal.notFound("device x"), "not_found", [:]), (.conflict(why: "It is stale"), "conflict", [:]),
            (.unavailable(why: "The database is away"), "unavailable", [:]),
            (.tooMany(retryAfter: 3), "too_many", ["retry_after": 3]),
            (.invalid(path: "$.days", why: "is missing"), "invalid", ["path": "$.days"]),
            (
                .invalid(path: "Breeze-Organization", why: "is due"), "invalid",
                ["path": "_meta[\"breeze/organization\"]"]
            ),
        ] as [(Refusal, String, [String: JSON])])
    func refused(refusal: Refusal, code: String, more: [String: JSON]) throws {
        let result = try #require(ToolResult(refusal, requestID: "r"))
        let json = try JSON(parsing: result.structured)
        #expect(result.form == .refused)
        #expect(json["status"] == "refused" && json["code"] == .string(code) && json["request_id"] == "r")
        for (name, value) in more { #expect(json[name] == value) }
        guard case .string(let detail)? = json["detail"] else { throw Missing() }
        #expect(detail.contains("Nothing was done") || code == "not_found")
    }
    struct Missing: Error {}

    @Test(
        "who may not come in, or may not do it, hears that from HTTP",
        arguments: [.unauthenticated, .forbidden(permission: "x:y")] as [Refusal])
    func shut(refusal: Refusal) {
        #expect(ToolResult(refusal, requestID: "r") == nil)
    }
}
