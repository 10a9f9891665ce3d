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
        /// Version of the program.
        public var version: String
        /// Directory of durable state, as the operator named it; nil when state is in memory.
        public var dataDirectory: String?
        /// Where large bodies and files of memory tenants live, as unnamed files.
        public var temporaryDirectory: String

        /// A configuration from its parts.
        public init(
            tenants: Tenants.Policy, externalURL: String? = nil, adminToken: String? = nil, hasDemoData: Bool = false,
            version: String, dataDirectory: String? = nil, temporaryDirectory: String
        ) {
            self.tenants = tenants
            self.externalURL = externalURL
            self.adminToken = adminToken
            self.hasDemoData = hasDemoData
            self.version = version
            self.dataDirectory = dataDirectory
            self.temporaryDirectory = temporaryDirectory
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
    /// - Throws: ``BindingError`` when contracts and handlers do not match, or what the store throws.
    public init(
        configuration: Configuration, platforms: [Platform], directory: DataDirectory?, pool: any WorkPool,
        wallClock: any WallClock, log: Log
    ) throws {
        self.configuration = configuration
        self.platforms = platforms
        self.pool = pool
        self.wallClock = wallClock
        self.log = log
        (catalogue, contracts) = try BuiltInContracts.load()
        coverage = Coverage(operations: catalogue.operations.count)
        started = Instant(microseconds: wallClock.microseconds())
        platformsByID = Dictionary(uniqueKeysWithValues: platforms.map { ($0.id, $0) })
        transitions = platforms.reduce(into: [:]) { $0.merge($1.transitions) { first, _ in first } }
        let worlds = try Worlds(directory: directory, temporaryDirectory: configuration.temporaryDirectory)
        registry = Tenants(policy: configuration.tenants, worlds: worlds, wallClock: wallClock) { _ in }
        try Binding.check(platforms, against: catalogue)
        registry = Tenants(policy: configuration.tenants, worlds: worlds, wallClock: wallClock) { [unowned self] in
            try fill($0)
        }
        let main = try registry.make(Tenant.defaultName, origin: configuration.tenants.origin)
        if main.isFresh { try fillWithDemoData(main) }
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
        var visit = visit(request, deliver: deliver)
        do {
            let reply = try Route.answer(request, in: self, visit: &visit)
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
        var visit = visit(Request(head: head, body: .none)) { _ in }
        do {
            try Route.admit(visit.request, in: self, visit: &visit)
            return nil
        } catch {
            visit.takeNumber()
            let problem = problem(of: error)
            let response = Rendering.response(problem, visit: visit)
            record(visit, status: response.status, problem: problem)
            return response
        }
    }

    /// Whether the operation that a head asks for can use a body whose connection breaks before its end.
    public func takesPartialBody(_ head: RequestHead) -> Bool {
        var visit = visit(Request(head: head, body: .none)) { _ in }
        guard (try? Route.admit(visit.request, in: self, visit: &visit)) != nil, let operation = visit.operation else {
            return false
        }
        return platform(operation.platform).partialBodies.contains(operation.id)
    }

    /// Runs a routed call to its reply.
    func run(_ operation: Operation, captures: [(name: String, value: String)], visit: Visit) throws -> Reply {
        coverage.count(operation)
        return try perform(call(operation, captures: captures, visit: visit))
    }

    func call(_ operation: Operation, captures: [(name: String, value: String)], visit: Visit) -> Call {
        Call(
            emulator: self, tenant: visit.tenant, platform: visit.platform, operation: operation,
            request: visit.request, now: visit.now, links: visit.links, captures: captures)
    }

    private func settle(_ visit: Visit, _ reply: Reply) {
        var visit = visit
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
        var visit = visit
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
        record(visit, status: response.status, problem: problem)
        held.append(HeldReply(visit: visit, response: response))
    }

    private func record(_ visit: Visit, status: Int, problem: Problem?) {
        visit.tenant.journal.record(visit.journalEntry(status: status, problem: problem, wallClock: wallClock))
    }

    /// Ends the turn: commits every tenant that was written to, then releases the held replies. A reply whose tenant
    /// could not be committed becomes the platform's 500.
    public func commitTurn() {
        var failed: Set<ObjectIdentifier> = []
        for tenant in registry.all where tenant.database.isDirty {
            if !commit(tenant) { failed.insert(ObjectIdentifier(tenant)) }
        }
        release(failed: failed) { _ in true }
    }

    /// Whether answers wait for ``commitTurn()``.
    public var hasHeldReplies: Bool { !held.isEmpty }

    private func commit(_ tenant: Tenant) -> Bool {
        do {
            try tenant.storeState()
            try tenant.database.commit()
            tenant.blobs.settle()
            return true
        } catch {
            log.error("commit failed", ["tenant": tenant.name, "error": "\(error)"])
            tenant.database.rollback()
            tenant.blobs.settle()
            tenant.schedule.invalidate()
            tenant.outcomes.invalidate()
            try? tenant.load()
            return false
        }
    }

    private func release(failed: Set<ObjectIdentifier>, where isDue: (HeldReply) -> Bool) {
        let due = held.filter(isDue)
        held.removeAll(where: isDue)
        for reply in due {
            if failed.contains(ObjectIdentifier(reply.visit.tenant)) {
                reply.visit.tenant.journal.amend(id: reply.visit.number, problem: .internalError)
                reply.visit.deliver(Rendering.response(Problem.internalError, visit: reply.visit))
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
        try settleTurn(of: tenant)
        try registry.reset(tenant)
        try fillWithDemoData(tenant)
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

    private func settleTurn(of tenant: Tenant) throws {
        let isCommitted = !tenant.database.isDirty || commit(tenant)
        release(failed: isCommitted ? [] : [ObjectIdentifier(tenant)]) { $0.visit.tenant === tenant }
        guard isCommitted else { throw Problem.internalError }
    }

    private func fill(_ tenant: Tenant) throws {
        isFilling = true
        defer { isFilling = false }
        for platform in platforms { try platform.seed(tenant) }
    }

    /// Fills the tenant `default` with demo data, through the same checks and stores as any request.
    private func fillWithDemoData(_ tenant: Tenant) throws {
        guard configuration.hasDemoData, tenant.name == Tenant.defaultName else { return }
        isFilling = true
        defer { isFilling = false }
        var values: [String: String] = [:]
        for entry in try DemoData.entries() {
            if let outcome = entry["outcome"] {
                _ = try tenant.outcomes.add(outcome, platform: outcome["platform"]?.string ?? "", times: 1)
                continue
            }
            let request = try DemoData.request(entry, with: values)
            var response = Response(status: 0)
            answer(request) { response = $0 }
            commitTurn()
            guard (200...299).contains(response.status) else {
                throw Problem(
                    status: 500, code: "demo_data",
                    message:
                        "Demo data: \(request.head.method.name) \(request.head.target.raw) answered \(response.status)."
                )
            }
            let base = configuration.externalURL ?? "http://localhost"
            try DemoData.keep(entry, of: response.body, base: base, in: &values)
        }
        tenant.journal.clear()
    }
}
