// The emulator: from a request to an answer that leaves when its turn has been committed.

import Contract
import HTTP
import JSON
import Store
import System

/// Answers requests for every platform and every tenant. Confined to the loop; knows no sockets.
public final class Emulator {
    /// What the operator has chosen.
    public struct Configuration: Sendable {
        /// How tenants are made.
        public var tenants: Tenants.Policy
        /// Base URL for links in answers, when the server is reached through something else.
        public var externalURL: String?
        /// Token of the control plane; nil when it is open to loopback callers.
        public var adminToken: String?
        /// Whether the tenant `default` gets demo data.
        public var hasDemoData: Bool
        /// Start data of the tenant `default`, as ``SeedRun`` takes it.
        public var seed: JSON?
        /// Version of the program.
        public var version: String
        /// Directory of durable state, as the operator named it; nil when state is in memory.
        public var dataDirectory: String?
        /// Where large bodies and files of memory tenants live, as unnamed files.
        public var temporaryDirectory: String
        /// To which hosts webhooks may be delivered.
        public var deliveries: DeliveryPolicy

        /// A configuration from its parts.
        public init(
            tenants: Tenants.Policy, externalURL: String? = nil, adminToken: String? = nil, hasDemoData: Bool = false,
            seed: JSON? = nil, version: String, dataDirectory: String? = nil, temporaryDirectory: String,
            deliveries: DeliveryPolicy = .loopback
        ) {
            self.tenants = tenants
            self.externalURL = externalURL
            self.adminToken = adminToken
            self.hasDemoData = hasDemoData
            self.seed = seed
            self.version = version
            self.dataDirectory = dataDirectory
            self.temporaryDirectory = temporaryDirectory
            self.deliveries = deliveries
        }
    }

    /// What the operator has chosen.
    public let configuration: Configuration
    /// The operations of every platform.
    public let catalogue: Catalogue
    /// Their compiled contracts.
    public let contracts: Contracts
    /// The platforms, control plane included.
    public let platforms: [Platform]
    /// What is counted for monitoring.
    public internal(set) var metrics: Metrics
    /// How many connections are open; the host tells.
    public var connectionCount: () -> Int = { 0 }
    /// Which operations have been called.
    public internal(set) var coverage: Coverage
    /// When the process began to serve, on the wall clock.
    public let started: Instant
    /// Where log lines go.
    public let log: Log
    /// Every tenant.
    public var tenants: Tenants { registry }

    /// Microseconds since 1970 on the wall clock.
    public var wallMicroseconds: Int { wallClock.microseconds() }

    let wallClock: any WallClock
    let transitions: [String: Transition]
    let pool: any WorkPool
    let webhookSender: WebhookSender
    /// Platforms by the host names of the real services.
    let platformsByHost: [String: Platform]
    let platformsByID: [String: Platform]
    var registry: Tenants
    var workers: [ObjectIdentifier: Worker] = [:]
    var held: [HeldReply] = []
    var slicing: [LongTask] = []
    var alone: [(context: RequestContext, work: () throws -> Reply)] = []
    var isFilling = false
    /// Whether ``work(limit:)`` has something to do at once.
    public internal(set) var hasWork = false
    /// Whether a write-ahead log waits for a turn in which nothing else happens, so that the next one must not wait.
    public internal(set) var wantsQuietTurn = false

    /// An emulator with its tenant `default` and every tenant of the data directory open.
    ///
    /// - Parameters:
    ///   - platforms: the platforms, control plane included.
    ///   - directory: where state is kept; nil keeps it in memory.
    ///   - deliveries: where webhook deliveries leave.
    /// - Throws: ``BindingError`` when contracts and handlers do not match, or what the store throws.
    public init(
        configuration: Configuration, platforms: [Platform], directory: DataDirectory?, pool: any WorkPool,
        deliveries: any WebhookTransport, wallClock: any WallClock, log: Log
    ) throws {
        self.configuration = configuration
        self.platforms = platforms
        self.pool = pool
        webhookSender = WebhookSender(
            port: deliveries, policy: configuration.deliveries, wallClock: wallClock, log: log)
        self.wallClock = wallClock
        self.log = log
        (catalogue, contracts) = try BuiltInContracts.load()
        coverage = Coverage(operations: catalogue.operations.count)
        metrics = Metrics(operations: catalogue.operations, platforms: platforms.map(\.id))
        started = Instant(microseconds: wallClock.microseconds())
        platformsByHost = Dictionary(
            platforms.flatMap { platform in platform.hosts.map { ($0, platform) } },
            uniquingKeysWith: { first, _ in first })
        platformsByID = Dictionary(uniqueKeysWithValues: platforms.map { ($0.id, $0) })
        transitions = platforms.reduce(into: Outbox.transitions) { $0.merge($1.transitions) { first, _ in first } }
        let worlds = try TenantStorage(directory: directory, temporaryDirectory: configuration.temporaryDirectory)
        registry = Tenants(policy: configuration.tenants, worlds: worlds, wallClock: wallClock) { _ in }
        try Binding.check(platforms, against: catalogue)
        registry = Tenants(policy: configuration.tenants, worlds: worlds, wallClock: wallClock) { [unowned self] in
            try fill($0)
        }
        webhookSender.onProgress = { [unowned self] in hasWork = true }
        let main = try registry.make(Tenant.defaultName, origin: configuration.tenants.origin)
        if main.isFresh { try fillWithSeeds(main) }
        try registry.openStored()
    }

    /// The platform with that id; asking for one that does not exist is a programmer error.
    public func platform(_ id: String) -> Platform {
        guard let platform = platformsByID[id] else {
            preconditionFailure("There is no platform \(id): see Host for the list.")
        }
        return platform
    }

    // MARK: - Requests

    /// Answers a request. `deliver` is called exactly once, from ``commitTurn()``: an answered write is on disk.
    public func answer(_ request: Request, deliver: @escaping (Response) -> Void) {
        answer(context(request, deliver: deliver))
    }

    /// Answers a request that another request consists of, such as one of a seed: recordings have the other one.
    func answerPart(_ request: Request, deliver: @escaping (Response) -> Void) {
        let context = context(request, deliver: deliver)
        context.isPart = true
        answer(context)
    }

    private func answer(_ context: RequestContext) {
        do {
            let reply = try Route.answer(context.request, in: self, context: context)
            settle(context, reply)
        } catch {
            settle(context, problem: problem(of: error))
        }
    }

    func context(_ request: Request, deliver: @escaping (Response) -> Void) -> RequestContext {
        RequestContext(
            request: request, arrival: wallClock.microseconds(),
            asksForAdminToken: configuration.adminToken != nil, deliver: deliver)
    }

    /// Looks at the head of a request with a large body before the body comes: an answer when nothing matches it or its
    /// caller is unknown, nil when the body should be sent.
    public func refusal(of head: RequestHead) -> Response? {
        let context = context(Request(head: head, body: .none)) { _ in }
        do {
            try Route.admit(context.request, in: self, context: context)
            return nil
        } catch {
            context.takeNumber()
            let problem = problem(of: error)
            let response = Rendering.response(problem, context: context)
            record(context, response, problem: problem)
            return response
        }
    }

    /// Whether the operation that a head asks for can use a body whose connection breaks before its end.
    public func takesPartialBody(_ head: RequestHead) -> Bool {
        let context = context(Request(head: head, body: .none)) { _ in }
        guard (try? Route.admit(context.request, in: self, context: context)) != nil, let operation = context.operation
        else {
            return false
        }
        return platform(operation.platform).partialBodies.contains(operation.id)
    }

    /// Whether the operation that a head asks for takes its body as bytes, whatever media type it claims to have.
    public func takesBytes(_ head: RequestHead) -> Bool {
        let context = context(Request(head: head, body: .none)) { _ in }
        try? Route.admit(context.request, in: self, context: context)
        return context.operation?.bodyKinds == [.raw]
    }

    /// After how many bytes of a request's body its connection is to be reset; nil when no plan says so.
    ///
    /// - Parameter bodyBytes: how long the body will be; nil when that is not known before its end.
    public func uploadCut(of head: RequestHead, bodyBytes: Int?) -> Int? {
        guard registry.all.contains(where: \.faults.cutUploads) else { return nil }
        let context = context(Request(head: head, body: .none)) { _ in }
        guard (try? Route.admit(context.request, in: self, context: context)) != nil, let operation = context.operation,
            let cut = context.tenant.faults.takeUploadCut(for: operation, head, bodyBytes: bodyBytes, now: context.now)
        else { return nil }
        guard let fault = cut.fault, !platform(operation.platform).partialBodies.contains(operation.id) else {
            context.tenant.faults.hold(cut, of: head)
            return cut.bytes
        }
        context.fault = fault
        context.takeNumber()
        context.tenant.journal.record(context.journalEntry(status: 0, problem: nil, wallClock: wallClock))
        return cut.bytes
    }

    /// Whether what came of a body has to be told to ``answerCut(_:)``, since a plan waits for it.
    public func holdsUploadCut(of head: RequestHead) -> Bool {
        registry.all.contains { $0.faults.holdsCut(of: head) }
    }

    /// Takes a request whose body was cut: by a plan, or because its client has left.
    public func answerCut(_ request: Request) {
        let context = context(request) { _ in }
        let tenant = registry.all.first { $0.faults.holdsCut(of: request.head) }
        let fault = tenant?.faults.release(request)
        context.fault = fault
        guard !takesPartialBody(request.head) else { return answer(context) }
        guard fault != nil, (try? Route.admit(request, in: self, context: context)) != nil else { return }
        context.takeNumber()
        context.tenant.journal.record(context.journalEntry(status: 0, problem: nil, wallClock: wallClock))
    }

    /// Runs a routed call to its reply.
    func run(_ operation: Operation, captures: [(name: String, value: String)], context: RequestContext) throws -> Reply
    {
        coverage.count(operation)
        return try perform(call(operation, captures: captures, context: context), context: context)
    }

    func call(_ operation: Operation, captures: [(name: String, value: String)], context: RequestContext) -> Call {
        Call(
            emulator: self, tenant: context.tenant, platform: context.platform, operation: operation,
            request: context.request, now: context.now, links: context.links, captures: captures)
    }

    func settle(_ context: RequestContext, _ reply: Reply) {
        switch reply.kind {
        case .ready(let body):
            context.takeNumber()
            hold(context, Rendering.response(reply, body: body, context: context), problem: nil)
        case .later(let later):
            let generation = context.tenant.generation
            work(later.work) { [unowned self] result in
                resume(context, generation: generation) { try later.then(result.get()) }
            }
        case .slices(let slice, let outlivesWorld):
            let generation = outlivesWorld ? nil : context.tenant.generation
            slicing.append(LongTask(context: context, generation: generation, slice: slice))
            hasWork = true
        case .alone(let work):
            guard !isFilling else {
                return settle(
                    context, problem: .conflict("A world cannot be exchanged while it is filled with its seed."))
            }
            alone.append((context, work))
            hasWork = true
        }
    }

    func settle(_ context: RequestContext, problem: Problem) {
        context.takeNumber()
        hold(context, Rendering.response(problem, context: context), problem: problem)
    }

    func resume(_ context: RequestContext, generation: Int, _ body: () throws -> Reply) {
        do {
            guard generation == context.tenant.generation else { throw Problem.worldIsGone }
            settle(context, try context.tenant.database.savepoint(body))
        } catch {
            settle(context, problem: problem(of: error))
        }
    }

    func work(
        _ work: @escaping @Sendable () throws -> any Sendable,
        completion: @escaping (Result<any Sendable, any Error>) -> Void
    ) {
        guard !isFilling else { return completion(Result { try work() }) }
        pool.run(work) { [unowned self] result in
            completion(result)
            hasWork = true
        }
    }

    /// What an error means to the client; anything that is not a ``Problem`` is ours, and logged.
    func problem(of error: any Error) -> Problem {
        switch error {
        case let problem as Problem: return problem
        case let error as StoreError where error.isFull:
            log.error("the store is full", ["error": error.message])
            return .storageFull
        case let error as SystemError where error.isOutOfSpace:
            log.error("the disk is full", ["error": error.message])
            return .storageFull
        default:
            log.error("request failed", ["error": "\(error)"])
            return .internalError
        }
    }
}
