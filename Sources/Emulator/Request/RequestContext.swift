// One request while it is being answered: what is known about it so far, and where its answer goes.

import Contract
import HTTP
import JSON
import System

/// A request on its way through the emulator, from its head to its answer.
public final class RequestContext: Admission {
    /// Which platform and operation its head names.
    let route: Route
    /// The credential's text; nil when the head has none in the platform's scheme.
    let secret: String?
    /// Whether the control plane asks for its token.
    let asksForAdminToken: Bool
    /// Which tenant it is for; the tenant itself may not exist yet.
    var selection: TenantSelection
    /// Why it is refused, if the head alone told.
    var refusal: (any Error)?
    /// The host in the target, if it is none that the server answers for.
    private(set) var unexpectedHost: String?
    /// The cut that a fault plan has reserved for its body.
    var cut: Faults.UploadCut?
    /// The fault that is planned for it.
    var fault: PlannedFault?
    /// The id that it chooses for the record that it creates.
    var chosenID: ChosenID?
    /// The call of its operation, until it is answered.
    var call: Call?
    /// How often it was handled again.
    var repetitions = 0
    /// Whether its answer is about the emulator's own headers, of which the operation's contract knows nothing.
    private(set) var isOutsideContract = false

    /// Whether it only looks: it moves no stepping clock, meets no fault, and is not in the journal.
    public let isLook: Bool
    /// The body of its answer, when that goes on while it is sent.
    private var live: (any LiveBody)?

    /// The request, once it has arrived in full.
    private var arrived: Request?
    /// Wall time at which the request had arrived in full, in microseconds.
    private(set) var arrival = 0
    private var deliver: ((Response) -> Void)?
    /// The tenant that answers: the selected one from the step ``Emulator/select(_:)`` on.
    private(set) var tenant: Tenant
    /// Builds URLs for the answer.
    private(set) var links: Links
    /// The time of the request on the tenant's clock.
    private(set) var now: Instant
    /// Its number in the tenant's journal; 0 until it is answered.
    private(set) var number = 0
    /// Whether it is a part of another request, which is recorded instead.
    let isPart: Bool

    /// What its decoded body or its growing answer takes in memory, if that is much.
    var charge: MemoryCharge?

    /// Stops work on the pool when the client has left.
    private(set) lazy var cancellation = WorkCancellation()

    /// Scheme, host and port of links in the answer.
    private let origin: String

    /// - Parameters:
    ///   - tenant: the selected tenant if it exists, else the tenant `default`, which answers a refusal.
    ///   - origin: what links in the answer begin with.
    ///   - isPart: whether the request is a part of another one, for example of a seed.
    init(
        head: RequestHead, route: Route, secret: String?, selection: TenantSelection, tenant: Tenant, origin: String,
        asksForAdminToken: Bool, isPart: Bool
    ) {
        self.route = route
        self.secret = secret
        self.selection = selection
        self.tenant = tenant
        self.isPart = isPart
        isLook = Self.isLook(head, route)
        self.asksForAdminToken = asksForAdminToken
        self.origin = origin
        operation = route.operation
        now = tenant.now
        links = Links(origin: origin, tenant: tenant.name, reason: selection.reason)
        super.init(head: head)
    }

    /// The request; without a body until that has arrived.
    var request: Request { arrived ?? Request(head: head, body: .none) }
    /// The platform that answers.
    var platform: Platform { route.platform }
    /// The operation that the head names; nil if nothing matches or the selected tenant cannot be entered.
    private(set) var operation: Operation?

    /// The id of the platform that answers.
    public var platformID: String { platform.id }

    /// The header with which a reading request says that it comes from somebody who only looks on.
    private static let lookHeader = "x-deepmock-look"

    private static func isLook(_ head: RequestHead, _ route: Route) -> Bool {
        guard head.method == .get || head.method == .head else { return false }
        if route.platform.isControl, route.platform.looks.contains(route.operation?.id ?? "") { return true }
        return head.headers[lookHeader] != nil
    }

    /// Keeps a body that goes on while it is sent.
    func keep(_ body: any LiveBody) {
        live = body
    }

    /// The body that goes on, if there is one; only once.
    public func takeLive() -> (any LiveBody)? {
        defer { live = nil }
        return live
    }

    /// Notes that the selected tenant cannot be entered.
    func loseTenant() {
        operation = nil
    }

    /// Notes that it is for a host that the server does not answer for, and so for no operation.
    func refuse(unexpectedHost authority: String, because problem: Problem) {
        unexpectedHost = authority
        refusal = problem
        operation = nil
    }

    /// Notes that the answer is about the emulator's own headers.
    func leaveContract() {
        isOutsideContract = true
    }

    /// Begins the answer.
    func begin(_ request: Request, arrival: Int, deliver: @escaping (Response) -> Void) {
        arrived = request
        self.arrival = arrival
        self.deliver = deliver
    }

    /// Sends the answer, then drops the callback: it holds the connection's exchange, which holds this context.
    func send(_ response: Response) {
        let deliver = deliver
        self.deliver = nil
        deliver?(response)
    }

    /// Charges what it holds in memory until it is answered.
    func charge(_ bytes: Int, to budget: MemoryBudget) {
        let charge = charge ?? MemoryCharge(to: budget)
        self.charge = charge
        charge.set(bytes)
    }

    /// Enters a tenant.
    func enter(_ tenant: Tenant) {
        self.tenant = tenant
        links = Links(origin: origin, tenant: tenant.name, reason: selection.reason)
        now = tenant.now
    }

    /// Reads the tenant's clock again after it has stepped.
    func setTime() {
        now = tenant.now
    }

    /// Draws the request's number in the tenant's journal, just before it is answered.
    func takeNumber() {
        if !isLook { number = tenant.journal.number() }
    }

    /// Whether a recording includes it. Left out are reads of the control plane, operations on recordings, and the
    /// server's own deliveries, which a replay makes again.
    var isRecorded: Bool {
        guard !isPart, head.headers[Delivery.numberHeader] == nil else { return false }
        guard platform.isControl else { return true }
        return head.method != .get && !platform.unrecorded.contains(operation?.id ?? "")
    }

    /// Its entry in the journal; a request whose upload was cut has no answer, so its status is 0.
    func journalEntry(status: Int, problem: Problem?, wallClock: any WallClock) -> JournalEntry {
        JournalEntry(
            id: number, at: now, platform: platform, operation: operation, head: head,
            body: JournalBody(request), status: fault?.isUploadCut == true ? 0 : status,
            duration: wallClock.microseconds() - arrival, problem: problem, fault: fault?.text)
    }
}
