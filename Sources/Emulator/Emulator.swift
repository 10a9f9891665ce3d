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
        /// Base URLs for links in answers, when the server is reached through something else.
        public var externalURLs: ExternalURLs
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
        /// Whether every answer of a platform is checked against its contract.
        public var checksAnswers: Bool
        /// Where the forward proxy leads.
        public var proxy: ProxyPolicy

        /// A configuration from its parts.
        public init(
            tenants: Tenants.Policy, externalURLs: ExternalURLs = ExternalURLs(), adminToken: String? = nil,
            hasDemoData: Bool = false, seed: JSON? = nil, version: String, dataDirectory: String? = nil,
            temporaryDirectory: String, deliveries: DeliveryPolicy = .loopback, checksAnswers: Bool = false,
            proxy: ProxyPolicy = .none
        ) {
            self.tenants = tenants
            self.externalURLs = externalURLs
            self.adminToken = adminToken
            self.hasDemoData = hasDemoData
            self.seed = seed
            self.version = version
            self.dataDirectory = dataDirectory
            self.temporaryDirectory = temporaryDirectory
            self.deliveries = deliveries
            self.checksAnswers = checksAnswers
            self.proxy = proxy
        }
    }

    /// What the operator has chosen.
    public let configuration: Configuration
    /// What worlds are made of.
    public let blueprint: Blueprint
    /// The platforms, control plane included, bound to their contracts.
    public let platforms: PlatformTable
    /// Every tenant.
    public let tenants: Tenants
    /// What is counted for monitoring.
    public internal(set) var metrics: Metrics
    /// How many connections are open; the host tells.
    public var connectionCount: () -> Int = { 0 }
    /// The host and port in links for clients that name none, as in HTTP/1.0; the host tells.
    public var ownAuthority = "127.0.0.1"
    /// Gives the certificate of the authority behind the server's own certificates, as PEM text; the host tells.
    public var certificateAuthority: () throws -> [UInt8] = { [] }
    /// Which operations have been called.
    public internal(set) var coverage: Coverage
    /// What worlds were like that have been deleted.
    public let departedWorlds = DepartedWorlds()
    /// What real services answered otherwise, for requests that were passed on to them.
    public let differences = UpstreamDifferences()
    /// When the process began to serve, on the wall clock.
    public let started: Instant
    /// Where log lines go.
    public let log: Log
    /// What requests and answers may take in memory, all together.
    public let memory: MemoryBudget
    /// How many requests wait because others hold the memory; the host tells.
    public var crowdedCount: () -> Int = { 0 }

    /// The operations of every platform.
    public var catalogue: Catalogue { blueprint.catalogue }
    /// Their contracts.
    public var contracts: Contracts { blueprint.contracts }
    /// Microseconds since 1970 on the wall clock.
    public var wallMicroseconds: Int { wallClock.microseconds() }

    let wallClock: any WallClock
    let transitions: TransitionTable
    let entityTags = EntityTags()
    let pool: any WorkPool
    let webhookSender: WebhookSender
    /// What was put right when stored worlds were opened.
    var repairs: [Finding] = []
    var recentOrigins = ClientOrigin.RecentOrigins()
    var recentRoutes = RecentRoutes()
    private let exclusiveWork = ExclusiveWork()
    var held: [HeldReply] = []
    var slicing: [LongTask] = []
    var alone: [(context: RequestContext, work: () throws -> Reply)] = []
    /// The tenants whose events somebody reads, and what writes them.
    var watched: [(tenant: Tenant, write: EventWriter)] = []
    var isFilling = false
    /// Whether ``work(limit:)`` has something to do at once.
    public internal(set) var hasWork = false
    /// Whether a write-ahead log waits for a turn in which nothing else happens, so that the next one must not wait.
    public internal(set) var wantsQuietTurn = false

    /// An emulator with its tenant `default` and every tenant of the data directory open.
    ///
    /// - Parameters:
    ///   - blueprint: what worlds are made of: contracts, an empty database, waits, example data.
    ///   - platforms: the platforms, control plane included.
    ///   - directory: where state is kept; nil keeps it in memory.
    ///   - deliveries: where webhook deliveries leave.
    ///   - memory: what decoded bodies and answers that have not left are charged to.
    /// - Throws: ``BindingError`` when contracts and platforms do not match, or what the store throws.
    public init(
        configuration: Configuration, blueprint: Blueprint, platforms: [Platform], directory: DataDirectory?,
        pool: any WorkPool, deliveries: any WebhookTransport, wallClock: any WallClock, log: Log,
        memory: MemoryBudget = MemoryBudget()
    ) throws {
        self.configuration = configuration
        self.blueprint = blueprint
        self.platforms = try PlatformTable(platforms, catalogue: blueprint.catalogue)
        self.pool = pool
        self.wallClock = wallClock
        self.log = log
        self.memory = memory
        webhookSender = WebhookSender(
            transport: deliveries, policy: configuration.deliveries, wallClock: wallClock, log: log)
        coverage = Coverage(operations: blueprint.catalogue.operations.count)
        metrics = Metrics(operations: blueprint.catalogue.operations, platforms: platforms.map(\.id))
        started = Instant(microseconds: wallClock.microseconds())
        transitions = try TransitionTable(
            Outbox.transitions + platforms.flatMap(\.transitions), timings: platforms.flatMap(\.timings),
            queues: platforms.flatMap(\.queues), known: configuration.tenants.origin.timings,
            countedQueues: Settings.defaults(of: platforms).queues)
        tenants = Tenants(
            policy: configuration.tenants,
            storage: TenantStorage(
                directory: directory, image: blueprint.database.image,
                temporaryDirectory: configuration.temporaryDirectory),
            platforms: platforms, wallClock: wallClock)
        tenants.fill = { [unowned self] in try fill($0) }
        webhookSender.onProgress = { [unowned self] in hasWork = true }
        let main = try tenants.make(Tenant.defaultName, origin: configuration.tenants.origin)
        if main.isFresh { try fillWithSeeds(main) }
        try tenants.openStored()
        try repairStored()
    }

    // MARK: - Requests

    /// Answers a request that is there in full. `deliver` is called exactly once, from ``commitTurn()``: an answered
    /// write is on disk.
    public func answer(_ request: Request, deliver: @escaping (Response) -> Void) {
        respond(to: look(at: request.head), with: request, deliver: deliver)
    }

    /// Answers a request that another request consists of, such as one of a seed: recordings have the other one.
    func answerPart(_ request: Request, deliver: @escaping (Response) -> Void) {
        respond(to: look(at: request.head, isPart: true), with: request, deliver: deliver)
    }

    /// Takes a request whose body was cut: by a plan, or because its client has left. Operations that keep parts of
    /// bodies handle it; of any other only the fault is recorded.
    public func respondToCut(_ context: RequestContext, with request: Request) {
        context.fault = context.cut.flatMap { context.tenant.faults.settle($0, receivedBytes: request.body.count) }
        guard !context.platform.partialBodies.contains(context.operation?.id ?? "") else {
            return respond(to: context, with: request) { _ in }
        }
        guard context.fault != nil else { return }
        context.begin(request, arrival: wallClock.microseconds()) { _ in }
        context.takeNumber()
        context.tenant.journal.record(context.journalEntry(status: 0, problem: nil, wallClock: wallClock))
    }

    /// The client of a request has left before its answer: work for it is stopped.
    public func abandon(_ context: RequestContext) {
        context.cancellation.cancel()
    }

    /// Sees to it that an answer that is not ready goes on: on the pool, in slices, or between two requests.
    func postpone(_ context: RequestContext, _ reply: Reply) {
        switch reply.kind {
        case .ready: preconditionFailure("A reply that is ready is held, not postponed.")
        case .later(let later):
            if later.memory > 0 { context.charge(later.memory, to: memory) }
            let generation = context.tenant.generation
            let answer = { [unowned self] (result: Result<any Sendable, any Error>) in
                finish(context) {
                    guard generation == context.tenant.generation else { throw Problem.worldIsGone }
                    try checkNotHeld(context)
                    return try goOn(context, isFirst: later.isFirst) { try later.then(result.get()) }
                }
            }
            let owner = context.tenant.name
            let cancellations = [context.cancellation, context.tenant.cancellation]
            let body: @Sendable () throws -> any Sendable = { [run = later.work] in try run(cancellations) }
            guard later.isExclusive else {
                return work(body, lane: later.lane, owner: owner, completion: answer)
            }
            exclusiveWork.run { [unowned self] finished in
                work(body, lane: later.lane, owner: owner) { result in
                    finished()
                    answer(result)
                }
            }
        case .slices(let slice, let outlivesWorld):
            let generation = outlivesWorld ? nil : context.tenant.generation
            slicing.append(LongTask(context: context, generation: generation, slice: slice))
            hasWork = true
        case .alone(let work):
            guard !isFilling else {
                return finish(context) {
                    throw Problem.conflict("A world cannot be replaced while its seed is being applied.")
                }
            }
            alone.append((context, work))
            hasWork = true
        }
    }

    /// Runs work on the pool, or in place while a world is filled.
    func work(
        _ work: @escaping @Sendable () throws -> any Sendable, lane: WorkLane = .long, owner: String,
        completion: @escaping (Result<any Sendable, any Error>) -> Void
    ) {
        guard !isFilling else { return completion(Result { try work() }) }
        pool.run(work, lane: lane, owner: owner) { [unowned self] result in
            completion(result)
            hasWork = true
        }
    }

    /// What an error means to the client; anything that is not a ``Problem`` is ours, and logged.
    func problem(of error: any Error) -> Problem {
        switch error {
        case let problem as Problem: return problem
        case let error as WorkError: return .tooMuchWork(error)
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
