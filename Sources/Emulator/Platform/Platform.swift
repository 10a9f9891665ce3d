// A platform as the emulator sees it: its dialect, its order of checks, its handlers and its state machines. A literal.

import Contract
import HTTP

/// Answers one operation.
public typealias Handler = @Sendable (Call) throws -> Reply

/// Moves one record on when its time has come.
public typealias Transition = @Sendable (TransitionContext) throws -> TransitionContext.Result

/// Everything the emulator needs to know about a platform; each platform target offers one such value.
public final class Platform: Sendable {
    /// A check that a request passes before its handler runs. The order is the platform's own.
    public enum Stage: Sendable {
        /// Who calls? 401.
        case authenticate
        /// Do the records named in the path exist? 404.
        case scope
        /// May this caller do this? 403.
        case authorise
        /// Are parameters and body what the contract says? 400, 415.
        case validate
    }

    /// The platform's id, for example `deepva`.
    public let id: String
    /// Host names of the real service; a request for one of them goes to this platform whatever its path.
    public let hosts: [String]
    /// How it writes errors and headers.
    public let dialect: any PlatformDialect
    /// The checks before a handler, in this platform's order.
    public let stages: [Stage]
    /// Finds the credential's text in a request; nil when there is none in this platform's scheme. Used to find the
    /// tenant, too.
    public let credential: @Sendable (Request) -> String?
    /// What a request for an operation says about its tenant besides, for example in a member of its body; nil when it
    /// says nothing.
    public let clue: @Sendable (Operation, Request) -> TenantClue?
    /// Recognises the caller or throws 401.
    public let authenticate: @Sendable (Tenant, Request) throws -> Caller
    /// Decides whether the caller may call the operation, or throws 403.
    public let authorise: @Sendable (Call) throws -> Void
    /// Resolvers by `x-scope` name: each throws 404 when the record that the path names does not exist for the caller.
    public let scopes: [String: @Sendable (Call) throws -> Void]
    /// Ids of the operations that keep what came of a body whose connection broke; they look at ``HTTP/Request/isCut``.
    public let partialBodies: Set<String>
    /// Ids of the operations that take any query: what is not well formed in it is left out.
    public let lenientQueries: Set<String>
    /// Names of the queues whose workers a tenant's settings count.
    public let queues: [String]
    /// Ids of the operations for which a body that is not valid is a conflict: 409 in place of 400.
    public let conflictingBodies: Set<String>
    /// Handlers by operation id.
    public let handlers: [String: Handler]
    /// Transitions by name.
    public let transitions: [String: Transition]
    /// Puts into a fresh tenant what the platform ships.
    public let provision: @Sendable (Tenant) throws -> Void
    /// Gives a world that was copied from another tenant this tenant's own first accounts.
    public let adopt: @Sendable (Tenant) throws -> Void

    /// A platform from its parts.
    public init(
        id: String,
        hosts: [String],
        dialect: any PlatformDialect,
        stages: [Stage],
        credential: @escaping @Sendable (Request) -> String?,
        clue: @escaping @Sendable (Operation, Request) -> TenantClue? = { _, _ in nil },
        authenticate: @escaping @Sendable (Tenant, Request) throws -> Caller,
        authorise: @escaping @Sendable (Call) throws -> Void = { _ in },
        scopes: [String: @Sendable (Call) throws -> Void] = [:],
        partialBodies: Set<String> = [],
        lenientQueries: Set<String> = [],
        queues: [String] = [],
        conflictingBodies: Set<String> = [],
        handlers: [[String: Handler]],
        transitions: [[String: Transition]] = [],
        provision: @escaping @Sendable (Tenant) throws -> Void = { _ in },
        adopt: @escaping @Sendable (Tenant) throws -> Void = { _ in }
    ) {
        self.id = id
        self.hosts = hosts
        self.dialect = dialect
        self.stages = stages
        self.credential = credential
        self.clue = clue
        self.authenticate = authenticate
        self.authorise = authorise
        self.scopes = scopes
        self.partialBodies = partialBodies
        self.lenientQueries = lenientQueries
        self.queues = queues
        self.conflictingBodies = conflictingBodies
        self.handlers = Self.merged(handlers, what: "handler")
        self.transitions = Self.merged(transitions, what: "transition")
        self.provision = provision
        self.adopt = adopt
    }

    private static func merged<Value>(_ tables: [[String: Value]], what: String) -> [String: Value] {
        tables.reduce(into: [:]) { all, table in
            all.merge(table) { _, _ in
                preconditionFailure("Two resources bind the same \(what) name: rename one of them.")
            }
        }
    }
}
