// Mails that a real service would have sent, kept for tests to read.

import Store

/// The mails of one tenant.
public struct Mailbox {
    /// The most mails that a tenant keeps; the oldest are dropped first.
    public static let maximum = 10_000

    /// A mail.
    public struct Mail: Sendable, Equatable {
        /// Id of the platform that sends it.
        public let platform: String
        /// Its purpose, for example `reset`.
        public let kind: String
        /// The address that it goes to.
        public let recipient: String
        /// Its subject.
        public let subject: String
        /// Its text.
        public let text: String
        /// The token that the reader has to send back, if any.
        public let token: String?
        /// The link in it, if any.
        public let link: String?

        /// A mail from its parts.
        public init(
            platform: String, kind: String, recipient: String, subject: String, text: String, token: String? = nil,
            link: String? = nil
        ) {
            self.platform = platform
            self.kind = kind
            self.recipient = recipient
            self.subject = subject
            self.text = text
            self.token = token
            self.link = link
        }
    }

    /// A mail that has been sent.
    public struct Sent: Sendable, Equatable {
        /// Its number, counted from 1.
        public let id: Int
        /// When it was sent.
        public let at: Instant
        /// The mail.
        public let mail: Mail
    }

    private let tenant: Tenant

    init(tenant: Tenant) {
        self.tenant = tenant
    }

    /// Sends a mail, that is, puts it into the mailbox.
    public func send(_ mail: Mail) throws {
        let database = tenant.database
        try database.execute(
            """
            INSERT INTO mails(platform, kind, recipient, subject, text, token, link, created)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """, .text(mail.platform), .text(mail.kind), .text(mail.recipient), .text(mail.subject), .text(mail.text),
            .optional(mail.token), .optional(mail.link), .int(tenant.now.microseconds))
        try database.execute("DELETE FROM mails WHERE id <= ?", .int(database.lastInsertedRow - Self.maximum))
    }

    /// Mails, newest first.
    ///
    /// - Parameters:
    ///   - recipient: only mails to this address, ignoring case; nil for all.
    ///   - kind: only mails of this kind; nil for all.
    ///   - limit: the most mails.
    public func newestFirst(to recipient: String?, kind: String?, limit: Int) throws -> [Sent] {
        try tenant.database.all(
            """
            SELECT id, created, platform, kind, recipient, subject, text, token, link FROM mails
            WHERE (?1 IS NULL OR recipient = ?1 COLLATE NOCASE) AND (?2 IS NULL OR kind = ?2)
            ORDER BY id DESC LIMIT ?3
            """, .optional(recipient), .optional(kind), .int(limit)
        ) { row in
            Sent(
                id: row.int(0), at: Instant(microseconds: row.int(1)),
                mail: Mail(
                    platform: row.text(2), kind: row.text(3), recipient: row.text(4), subject: row.text(5),
                    text: row.text(6), token: row.optionalText(7), link: row.optionalText(8)))
        }
    }
}

extension Tenant {
    /// The mails of this tenant.
    public var mailbox: Mailbox { Mailbox(tenant: self) }
}
