// One request while it is being answered: what is known of it so far, and where its answer goes.

import Contract
import HTTP
import JSON

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
    /// Why it cannot be answered, found before its body was there.
    var refusal: (any Error)?
    /// The cut that a fault plan has in store for its body.
    var cut: Faults.UploadCut?
    /// What is planned to go wrong with it.
    var fault: PlannedFault?

    /// The request; without its body until that has come.
    private(set) var request: Request
    /// Wall time at which the whole request was there, in microseconds.
    private(set) var arrival = 0
    private var deliver: ((Response) -> Void)?
    /// The tenant that answers: the selected one from the step ``Emulator/select(_:)`` on.
    private(set) var tenant: Tenant
    /// For URLs in the answer.
    private(set) var links: Links
    /// The time of the request on the tenant's clock.
    private(set) var now: Instant
    /// Its number in the tenant's journal; 0 until it is answered.
    private(set) var number = 0
    /// Whether it is a part of another request, which is recorded in its place.
    let isPart: Bool

    private let externalURL: String?

    /// - Parameters:
    ///   - tenant: the selected tenant where it exists, else the one in whose name a refusal is answered.
    ///   - isPart: whether another request consists of this one, such as that of a seed.
    init(
        head: RequestHead, route: Route, secret: String?, selection: TenantSelection, tenant: Tenant,
        configuration: Emulator.Configuration, isPart: Bool
    ) {
        self.route = route
        self.secret = secret
        self.selection = selection
        self.tenant = tenant
        self.isPart = isPart
        asksForAdminToken = configuration.adminToken != nil
        externalURL = configuration.externalURL
        request = Request(head: head, body: .none)
        operation = route.operation
        now = tenant.now
        links = Links(external: externalURL, host: route.host, tenant: tenant.name, reason: selection.reason)
        super.init(head: head)
    }

    /// The platform that answers.
    var platform: Platform { route.platform }
    /// The operation that the head names; nil when nothing matches, or when the tenant that was chosen cannot be entered.
    private(set) var operation: Operation?

    /// The tenant that was chosen cannot be entered, so that there is no operation, either.
    func loseTenant() {
        operation = nil
    }

    /// Takes the request up for an answer.
    func begin(_ request: Request, arrival: Int, deliver: @escaping (Response) -> Void) {
        self.request = request
        self.arrival = arrival
        self.deliver = deliver
    }

    /// Sends the answer. The way there is forgotten with it: whoever waits at its end also holds this context.
    func send(_ response: Response) {
        let deliver = deliver
        self.deliver = nil
        deliver?(response)
    }

    /// Puts the request into a tenant.
    func enter(_ tenant: Tenant) {
        self.tenant = tenant
        links = Links(external: externalURL, host: route.host, tenant: tenant.name, reason: selection.reason)
        now = tenant.now
    }

    /// Takes the time of the request again, after the tenant's clock has made its step.
    func setTime() {
        now = tenant.now
    }

    /// Gives the request its number in the tenant's journal, when it is about to be answered.
    func takeNumber() {
        number = tenant.journal.number()
    }

    /// Whether a recording takes it: everything but looking at the control plane, handling recordings themselves, and
    /// deliveries of the server's own, which a replay makes anew.
    var isRecorded: Bool {
        guard !isPart, head.headers[Delivery.numberHeader] == nil else { return false }
        guard platform.isControl else { return true }
        return head.method != .get && !platform.unrecorded.contains(operation?.id ?? "")
    }

    /// What the journal keeps of it; a request whose upload is cut has no answer, and the status 0.
    func journalEntry(status: Int, problem: Problem?, wallClock: any WallClock) -> JournalEntry {
        JournalEntry(
            id: number, at: now, platform: platform.id, operation: operation?.id, head: head,
            body: JournalBody(request), status: fault?.isUploadCut == true ? 0 : status,
            duration: wallClock.microseconds() - arrival, problem: problem, fault: fault?.text)
    }
}

/// An answer that waits for its turn to be committed.
struct HeldReply {
    let context: RequestContext
    let response: Response
}
