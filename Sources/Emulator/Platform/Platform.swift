// A platform as the emulator sees it: its dialect, its checks, its handlers and its state machines. A literal.

import Contract
import Crypto
import HTTP
import JSON

/// Answers one operation.
public typealias Handler = @Sendable (Call) throws -> Reply

/// Everything the emulator needs to know about a platform; each platform target offers one such value.
///
/// Its checks run in one order: authenticate (401), scope (404), authorise (403), validate (400, 413, 415).
public final class Platform: Sendable {
    /// The platform's id, for example `deepva`.
    public let id: String
    /// Whether this is the control plane, through which tests act on the emulator, and no emulated service.
    public let isControl: Bool
    /// Host names of the real service; a request for one of them goes to this platform whatever its path.
    public let hosts: [String]
    /// The first path segment that belongs to this platform alone, whatever the host; nil for none.
    public let firstSegment: String?
    /// Paths such as `/api/v1`: an unknown path below one of them is this platform's 404. The longest match wins; `/` takes
    /// what nobody else takes.
    public let unknownPaths: [String]
    /// How it writes errors and headers.
    public let dialect: any PlatformDialect
    /// Refuses callers before anything else happens, before a tenant is made or a clock moves. Gets the operation, the
    /// head and the admin token, if one is asked for.
    public let gate: @Sendable (Operation, RequestHead, String?) throws -> Void
    /// Finds the credential's text in a head; nil when there is none in this platform's scheme. Used to find the tenant,
    /// too.
    public let credential: @Sendable (RequestHead) -> String?
    /// What a 401 asks for (`WWW-Authenticate`, RFC 9110 section 11.6.1), in this order.
    public let challenges: [String]
    /// What a request for an operation says about its tenant besides, for example in a member of its body.
    private let findClue: (@Sendable (Operation, Request) -> TenantClue?)?
    /// Recognises the caller or throws 401.
    public let authenticate: @Sendable (Tenant, Request) throws -> Caller
    /// Decides whether the caller may call an operation that names no `x-role`, or throws 403.
    public let authorise: @Sendable (Call) throws -> Void
    /// Checks by `x-role` name: each throws 403 unless the caller has the role for what the path names.
    public let roles: [String: @Sendable (Call) throws -> Void]
    /// Resolvers by `x-scope` name: each throws 404 when the record that the path names does not exist for the caller.
    public let scopes: [String: @Sendable (Call) throws -> Void]
    /// Ids of the operations that keep what came of a body whose connection broke; they look at ``HTTP/Request/isCut``.
    public let partialBodies: Set<String>
    /// Ids of the operations that take any query: what is not well formed in it is left out.
    public let lenientQueries: Set<String>
    /// Ids of the operations for which a body that is not valid is a conflict: 409 in place of 400.
    public let conflictingBodies: Set<String>
    /// Ids of the operations of the control plane that recordings leave out although they are no GETs.
    public let unrecorded: Set<String>
    /// Ids of the operations that only show what happens: they move no stepping clock and are not in the journal.
    public let looks: Set<String>
    /// Names of the queues whose workers a tenant's settings count.
    public let queues: [String]
    /// The platform's switches and their defaults: members of a tenant's settings.
    public let settings: JSONObject
    /// Whether the old page objects print their links as the vendor's samples do, even to pages that do not exist.
    public let printsAllPageLinks: @Sendable (Settings) -> Bool
    /// The credentials of a new tenant of that name.
    public let firstCredentials: @Sendable (String) -> FirstCredentials
    /// Who calls with a secret spelled `{tenant}:{anything}` that was never seen before.
    public let adopted: @Sendable (String) -> Caller
    /// The key with which apps can check the tokens that it signs, given the data directory; nil when it signs none. For the
    /// thread pool: a key that is not there yet is made.
    public let publicKey: (@Sendable (String?) throws -> RSAPublicKey)?
    /// Handlers by operation id.
    public let handlers: [String: Handler]
    /// The lives of its records.
    let lifecycles: [any Lifecycle]
    /// What its operations create, by operation id: the records whose id a client may choose.
    public let records: [String: RecordKind]
    /// What its records do when their time has come, those of its lifecycles included.
    public let transitions: [Transition]
    /// The waits that it reads from a tenant's timings, apart from those of its transitions.
    public let timings: [Timing]
    /// Puts into a fresh tenant what the platform ships.
    public let provision: @Sendable (Tenant) throws -> Void
    /// Gives a world that was copied from another tenant this tenant's own first accounts.
    public let adopt: @Sendable (Tenant) throws -> Void

    /// A platform from its parts.
    public init(
        id: String,
        isControl: Bool = false,
        hosts: [String] = [],
        firstSegment: String? = nil,
        unknownPaths: [String] = [],
        dialect: any PlatformDialect,
        gate: @escaping @Sendable (Operation, RequestHead, String?) throws -> Void = { _, _, _ in },
        credential: @escaping @Sendable (RequestHead) -> String? = { _ in nil },
        challenges: [String] = ["Bearer"],
        clue: (@Sendable (Operation, Request) -> TenantClue?)? = nil,
        authenticate: @escaping @Sendable (Tenant, Request) throws -> Caller = { _, _ in .anonymous },
        authorise: @escaping @Sendable (Call) throws -> Void = { _ in },
        roles: [String: @Sendable (Call) throws -> Void] = [:],
        scopes: [[String: @Sendable (Call) throws -> Void]] = [],
        partialBodies: Set<String> = [],
        lenientQueries: Set<String> = [],
        conflictingBodies: Set<String> = [],
        unrecorded: Set<String> = [],
        looks: Set<String> = [],
        settings: JSONObject = [:],
        printsAllPageLinks: @escaping @Sendable (Settings) -> Bool = { _ in false },
        firstCredentials: @escaping @Sendable (String) -> FirstCredentials = { _ in .none },
        adopted: @escaping @Sendable (String) -> Caller = { Caller(secret: $0, access: .full, clientIDs: []) },
        publicKey: (@Sendable (String?) throws -> RSAPublicKey)? = nil,
        handlers: [[String: Handler]],
        records: [String: RecordKind] = [:],
        lifecycles: [any Lifecycle] = [],
        transitions: [[Transition]] = [],
        timings: [Timing] = [],
        provision: @escaping @Sendable (Tenant) throws -> Void = { _ in },
        adopt: @escaping @Sendable (Tenant) throws -> Void = { _ in }
    ) {
        self.id = id
        self.isControl = isControl
        self.hosts = hosts
        self.firstSegment = firstSegment
        self.unknownPaths = unknownPaths
        self.dialect = dialect
        self.gate = gate
        self.credential = credential
        self.challenges = challenges
        findClue = clue
        self.authenticate = authenticate
        self.authorise = authorise
        self.roles = roles
        self.scopes = Self.merged(scopes, what: "scope")
        self.partialBodies = partialBodies
        self.lenientQueries = lenientQueries
        self.conflictingBodies = conflictingBodies
        self.unrecorded = unrecorded
        self.looks = looks
        queues = lifecycles.compactMap(\.queueName)
        self.settings = settings
        self.printsAllPageLinks = printsAllPageLinks
        self.firstCredentials = firstCredentials
        self.adopted = adopted
        self.publicKey = publicKey
        self.handlers = Self.merged(handlers, what: "handler")
        self.lifecycles = lifecycles
        self.records = records
        self.transitions = lifecycles.flatMap(\.transitions) + transitions.joined()
        self.timings = lifecycles.flatMap(\.timings) + timings
        self.provision = provision
        self.adopt = adopt
    }

    /// Whether ``clue(_:_:)`` ever says anything.
    var readsClues: Bool { findClue != nil }

    /// What a request for an operation says about its tenant besides; nil when it says nothing.
    func clue(_ operation: Operation, _ request: Request) -> TenantClue? { findClue?(operation, request) }

    private static func merged<Value>(_ tables: [[String: Value]], what: String) -> [String: Value] {
        tables.reduce(into: [:]) { all, table in
            all.merge(table) { _, _ in
                preconditionFailure("Two resources bind the same \(what) name: rename one of them.")
            }
        }
    }
}
