// The mails that users would have received.

import Emulator
import JSON

/// The mails of the selected tenant.
enum Mails {
    static let handlers: [String: Handler] = [
        "listMails": list
    ]

    private static func list(_ call: Call) throws -> Reply {
        let mails = try call.tenant.mailbox.newestFirst(
            to: call.parameters["to"]?.string, kind: call.parameters["kind"]?.string,
            limit: call.parameters["limit"]?.int ?? 100)
        return .json { writer in
            writer.beginObject()
            writer.key("mails")
            writer.beginArray()
            for sent in mails { write(sent, into: &writer) }
            writer.endArray()
            writer.endObject()
        }
    }

    private static func write(_ sent: Mailbox.Sent, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", sent.id)
        writer.field("at", sent.at.text(.zoned))
        writer.field("platform", sent.mail.platform)
        writer.field("kind", sent.mail.kind)
        writer.field("to", sent.mail.recipient)
        writer.field("subject", sent.mail.subject)
        writer.field("text", sent.mail.text)
        writer.field("token", sent.mail.token)
        writer.field("link", sent.mail.link)
        writer.endObject()
    }
}
