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
    public private(set) var metrics: Metrics
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
    private let pool: any WorkPool
    private let courier: Courier
    /// Platforms by the host names of the real services.
    let platformsByHost: [String: Platform]
    private let platformsByID: [String: Platform]
    private var registry: Tenants
    private var workers: [ObjectIdentifier: Worker] = [:]
    private var held: [HeldReply] = []
    private var slicing: [(visit: Visit, slice: () throws -> Reply.Slice)] = []
    private var isFilling = false
    /// Whether ``work(limit:)`` has something to do at once.
    public private(set) var hasWork = false

    /// An emulator with its tenant `default` and every tenant of the data directory open.
    ///
    /// - Parameters:
    ///   - platforms: the platforms, control plane included.
    ///   - directory: where state is kept; nil keeps it in memory.
    ///   - deliveries: where webhook deliveries leave.
    /// - Throws: ``BindingError`` when contracts and handlers do not match, or what the store throws.
    public init(
        configuration: Configuration, platforms: [Platform], directory: DataDirectory?, pool: any WorkPool,
        deliveries: any DeliveryPort, wallClock: any WallClock, log: Log
    ) throws {
        self.configuration = configuration
        self.platforms = platforms
        self.pool = pool
        courier = Courier(port: deliveries, policy: configuration.deliveries, wallClock: wallClock, log: log)
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
        let worlds = try Worlds(directory: directory, temporaryDirectory: configuration.temporaryDirectory)
        registry = Tenants(policy: configuration.tenants, worlds: worlds, wallClock: wallClock) { _ in }
        try Binding.check(platforms, against: catalogue)
        registry = Tenants(policy: configuration.tenants, worlds: worlds, wallClock: wallClock) { [unowned self] in
            try fill($0)
        }
        courier.onProgress = { [unowned self] in hasWork = true }
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
        let visit = visit(request, deliver: deliver)
        do {
            let reply = try Route.answer(request, in: self, visit: visit)
            settle(visit, reply)
        } catch {
            settle(visit, problem: problem(of: error))
        }
    }

    private func visit(_ request: Request, deliver: @escaping (Response) -> Void) -> Visit {
        Visit(
            request: request, arrival: wallClock.microseconds(),
            asksForAdminToken: configuration.adminToken != nil, deliver: deliver)
    }

    /// Looks at the head of a request with a large body before the body comes: an answer when nothing matches it or its
    /// caller is unknown, nil when the body should be sent.
    public func refusal(of head: RequestHead) -> Response? {
        let visit = visit(Request(head: head, body: .none)) { _ in }
        do {
            try Route.admit(visit.request, in: self, visit: visit)
            return nil
        } catch {
            visit.takeNumber()
            let problem = problem(of: error)
            let response = Rendering.response(problem, visit: visit)
            record(visit, response, problem: problem)
            return response
        }
    }

    /// Whether the operation that a head asks for can use a body whose connection breaks before its end.
    public func takesPartialBody(_ head: RequestHead) -> Bool {
        let visit = visit(Request(head: head, body: .none)) { _ in }
        guard (try? Route.admit(visit.request, in: self, visit: visit)) != nil, let operation = visit.operation else {
            return false
        }
        return platform(operation.platform).partialBodies.contains(operation.id)
    }

    /// After how many bytes of a request's body its connection is to be reset; nil when no plan says so.
    public func uploadCut(of head: RequestHead) -> Int? {
        guard registry.all.contains(where: \.faults.cutUploads) else { return nil }
        let visit = visit(Request(head: head, body: .none)) { _ in }
        guard (try? Route.admit(visit.request, in: self, visit: visit)) != nil, let operation = visit.operation,
            let cut = visit.tenant.faults.takeUploadCut(for: operation, head, now: visit.now)
        else { return nil }
        visit.takeNumber()
        visit.tenant.journal.record(visit.journalEntry(cutBy: cut.text))
        return cut.bytes
    }

    /// Runs a routed call to its reply.
    func run(_ operation: Operation, captures: [(name: String, value: String)], visit: Visit) throws -> Reply {
        coverage.count(operation)
        let faults = visit.tenant.faults
        if !faults.isEmpty, !visit.platform.isControl {
            visit.fault = faults.take(for: operation, visit.request.head, now: visit.now)
        }
        return try perform(call(operation, captures: captures, visit: visit), fault: visit.fault)
    }

    func call(_ operation: Operation, captures: [(name: String, value: String)], visit: Visit) -> Call {
        Call(
            emulator: self, tenant: visit.tenant, platform: visit.platform, operation: operation,
            request: visit.request, now: visit.now, links: visit.links, captures: captures)
    }

    private func settle(_ visit: Visit, _ reply: Reply) {
        switch reply.kind {
        case .ready(let body):
            visit.takeNumber()
            hold(visit, Rendering.response(reply, body: body, visit: visit), problem: nil)
        case .later(let later):
            let generation = visit.tenant.generation
            work(later.work) { [unowned self] result in
                resume(visit, generation: generation) { try later.then(result.get()) }
            }
        case .slices(let slice):
            slicing.append((visit, slice))
            hasWork = true
        }
    }

    private func settle(_ visit: Visit, problem: Problem) {
        visit.takeNumber()
        hold(visit, Rendering.response(problem, visit: visit), problem: problem)
    }

    private func resume(_ visit: Visit, generation: Int, _ body: () throws -> Reply) {
        do {
            guard generation == visit.tenant.generation else {
                throw Problem.conflict("The tenant was reset or deleted while this request was worked on.")
            }
            settle(visit, try visit.tenant.database.savepoint(body))
        } catch {
            settle(visit, problem: problem(of: error))
        }
    }

    private func work(
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
    private func problem(of error: any Error) -> Problem {
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

    // MARK: - Turns

    private func hold(_ visit: Visit, _ response: Response, problem: Problem?) {
        let response = visit.fault.map { $0.applied(to: response) } ?? response
        record(visit, response, problem: problem)
        held.append(HeldReply(visit: visit, response: response))
    }

    private func record(_ visit: Visit, _ response: Response, problem: Problem?) {
        if let recording = visit.tenant.recording, visit.isRecorded { recording.add(visit.request, response) }
        let entry = visit.journalEntry(status: response.status, problem: problem, wallClock: wallClock)
        visit.tenant.journal.record(entry)
        metrics.count(
            visit.operation, platform: visit.platform.id, status: response.status, microseconds: entry.duration,
            bytesIn: visit.request.body.count, bytesOut: response.body.count)
        let level: Log.Level = response.status >= 500 ? .warning : .debug
        if log.writes(level) { log.request(entry, tenant: visit.tenant.name, at: level) }
    }

    /// Ends the turn: commits every tenant that was written to, releases the held replies, then sends the webhooks that
    /// are ready. A reply whose tenant could not be committed becomes the platform's 507 or 500.
    public func commitTurn() {
        var failed: [ObjectIdentifier: Problem] = [:]
        for tenant in registry.all where tenant.database.isDirty {
            if let problem = commit(tenant) { failed[ObjectIdentifier(tenant)] = problem }
        }
        let due = held
        held.removeAll()
        release(due, failed: failed)
        for tenant in registry.all where tenant.outbox.hasReady { courier.send(from: tenant) }
    }

    /// Whether answers wait for ``commitTurn()``.
    public var hasHeldReplies: Bool { !held.isEmpty }

    /// How many answers wait for ``commitTurn()``, long tasks for their next slice, and deliveries for their receivers.
    public var queueLengths: (replies: Int, tasks: Int, deliveries: Int) {
        (held.count, slicing.count, courier.inFlight)
    }

    /// Commits a tenant; what is to be answered instead when that failed.
    private func commit(_ tenant: Tenant) -> Problem? {
        do {
            try tenant.storeState()
            try tenant.database.commit()
            tenant.blobs.settle()
            metrics.commits += 1
            return nil
        } catch {
            metrics.failedCommits += 1
            log.error("commit failed", ["tenant": tenant.name, "error": "\(error)"])
            tenant.database.rollback()
            tenant.blobs.settle()
            tenant.schedule.invalidate()
            tenant.outcomes.invalidate()
            tenant.outbox.pause()
            try? tenant.load()
            return problem(of: error)
        }
    }

    private func releaseHeld(of tenant: Tenant, problem: Problem?) {
        let due = held.filter { $0.visit.tenant === tenant }
        held.removeAll { $0.visit.tenant === tenant }
        release(due, failed: problem.map { [ObjectIdentifier(tenant): $0] } ?? [:])
    }

    private func release(_ due: [HeldReply], failed: [ObjectIdentifier: Problem]) {
        for reply in due {
            if let problem = failed[ObjectIdentifier(reply.visit.tenant)] {
                reply.visit.tenant.journal.amend(id: reply.visit.number, problem: problem)
                reply.visit.deliver(Rendering.response(problem, visit: reply.visit))
            } else {
                reply.visit.deliver(reply.response)
            }
        }
    }

    // MARK: - Workers

    /// Runs what is due in every tenant, and one slice of every long task.
    ///
    /// Leaves ``hasWork`` set when there is more to do at once.
    ///
    /// - Parameter limit: the most transitions of one tenant, so that sockets stay served.
    public func work(limit: Int = 100) {
        hasWork = false
        for tenant in registry.all where runDue(tenant, limit: limit) {
            hasWork = true
        }
        let tasks = slicing
        slicing = []
        for (visit, slice) in tasks {
            do {
                switch try visit.tenant.database.savepoint(slice) {
                case .again:
                    hasWork = true
                    slicing.append((visit, slice))
                case .waiting: slicing.append((visit, slice))
                case .done(let reply): settle(visit, reply)
                }
            } catch {
                settle(visit, problem: problem(of: error))
            }
        }
    }

    /// Runs what is due in one tenant; true when there may be more.
    @discardableResult
    func runDue(_ tenant: Tenant, limit: Int) -> Bool {
        do {
            return try worker(of: tenant).run(dueBy: tenant.now, limit: limit) == limit
        } catch {
            log.error("worker failed", ["tenant": tenant.name, "error": "\(error)"])
            return false
        }
    }

    /// Microseconds of wall time until the next pending transition of any tenant, 0 when one is due; nil when time
    /// alone will bring none.
    public func microsecondsToNextDue() -> Int? {
        let wall = wallClock.microseconds()
        var next: Int?
        for tenant in registry.all {
            guard !worker(of: tenant).isInFlight, let due = try? tenant.wallOfNextDue() else { continue }
            next = min(next ?? .max, max(0, due - wall))
        }
        return next
    }

    func worker(of tenant: Tenant) -> Worker {
        if let worker = workers[ObjectIdentifier(tenant)] { return worker }
        let worker = Worker(tenant: tenant, transitions: transitions, log: log) { [unowned self] in
            work($0, completion: $1)
        }
        workers[ObjectIdentifier(tenant)] = worker
        return worker
    }

    // MARK: - Tenants

    /// Puts a tenant back to the moment of its creation, after committing what this turn has written to it.
    public func reset(_ tenant: Tenant) throws {
        try reset(tenant, to: tenant.ownBeginning)
    }

    func reset(_ tenant: Tenant, to beginning: Beginning) throws {
        try settleTurn(of: tenant)
        try registry.reset(tenant, to: beginning)
        try fillWithSeeds(tenant)
    }

    /// Resets a tenant and records what it is asked from then on. A running clock stands still instead, so that a replay
    /// can be the same.
    public func startRecording(_ tenant: Tenant) throws {
        var beginning = tenant.ownBeginning
        if beginning.clock.mode == .running {
            let now = beginning.clock.now(wall: wallMicroseconds)
            beginning = Beginning(
                seed: beginning.seed, clock: Clock(mode: .frozen, now: now, wall: wallMicroseconds))
        }
        try reset(tenant, to: beginning)
        tenant.record(from: beginning)
    }

    /// Deletes a tenant, after committing what this turn has written to it.
    public func delete(_ tenant: Tenant) throws {
        try settleTurn(of: tenant)
        try registry.delete(tenant)
        workers[ObjectIdentifier(tenant)] = nil
    }

    /// Closes every tenant's database. Nothing may be asked of the emulator afterwards.
    public func close() {
        for tenant in registry.all {
            tenant.close()
            tenant.database.close()
        }
    }

    func settleTurn(of tenant: Tenant) throws {
        let problem = tenant.database.isDirty ? commit(tenant) : nil
        releaseHeld(of: tenant, problem: problem)
        if let problem { throw problem }
    }

    private func fill(_ tenant: Tenant) throws {
        isFilling = true
        defer { isFilling = false }
        for platform in platforms { try platform.seed(tenant) }
    }

    /// Fills the tenant `default` with demo data and the operator's seed, through the same checks and stores as any
    /// request.
    private func fillWithSeeds(_ tenant: Tenant) throws {
        guard tenant.name == Tenant.defaultName else { return }
        var seeds: [JSON] = []
        if configuration.hasDemoData { seeds = try BuiltIn.seeds(withPrefix: "demo").map { try JSON(parsing: $0) } }
        if let seed = configuration.seed { seeds.append(seed) }
        isFilling = true
        defer { isFilling = false }
        for seed in seeds {
            let run = try SeedRun(seed, for: tenant)
            while try !run.advance(in: self) {
                work()
                // Not committed here: a reset fills the tenant within the savepoint of its own request.
                releaseHeld(of: tenant, problem: nil)
            }
        }
        tenant.journal.clear()
    }
}
