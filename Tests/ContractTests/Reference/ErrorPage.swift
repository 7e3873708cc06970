// SPDX-License-Identifier: Apache-2.0
import CLI
import Reception

let problemKinds = ProblemKind.all

func errorPage() -> String {
    let rows = problemKinds.map { kind in
        [
            "[\(code(kind.code))](#\(kind.code))", "\(kind.status)", "\(Ending.exit(after: kind.status, kind.code))",
            kind.title,
        ]
    }
    let sections = problemKinds.map { kind in
        "## \(kind.code)\n\n**\(kind.title)** – HTTP \(kind.status). \(kind.meaning)\n\n*What to do:* \(kind.remedy)"
    }
    return """
        # Errors
        \(notice)

        Whatever goes wrong is a problem of RFC 9457, `application/problem+json`:

        \(fenced(example, "json"))

        `code` is stable, for programs; `title` is the same for all of a kind; `detail` says what went wrong here and what
        to do; `remedy` is the latter alone; `path` names the argument (`$.limit`), header or query item at fault;
        `request_id` is how journal and audit know the request. A `conflict` over an edit has the `revision` that the thing
        is at now, `too_many` has `retry_after` in seconds, `blocked` a `link` for a person.

        At `/mcp` the same codes come as a tool result with `isError`, but `unauthenticated` and `forbidden`, which are
        HTTP's there too, and `blocked`, which is no error. The command line ends with the status below: 0 is done (or
        started), 2 badly asked, 3 not allowed or not there, 4 waits for an approval, 5 blocked, 1 anything else.

        \(table(["Code", "HTTP", "Exit status", "In short"], rows))

        \(sections.joined(separator: "\n\n"))

        """
}

private let example = """
    {
      "type": "urn:breeze:problem:invalid",
      "title": "Not well asked",
      "status": 422,
      "code": "invalid",
      "detail": "$.limit must be in 1...200. Nothing was done; correct it and call again.",
      "remedy": "Nothing was done; correct it and call again.",
      "path": "$.limit",
      "request_id": "0af7651916cd43dd8448eb211c80319c"
    }
    """
