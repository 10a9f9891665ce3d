// One request while it is being answered: what is known of it so far, and where its answer goes.

import Contract
import HTTP
import JSON

/// A request on its way through the emulator.
final class RequestContext {
    let request: Request
    /// Wall time at which the whole request was there, in microseconds.
    let arrival: Int
    let deliver: (Response) -> Void
    /// Set by routing, before anything can be answered.
    private(set) var place: Place?
    /// Whether the control plane asks for its token.
    let asksForAdminToken: Bool
    /// Its number in the tenant's journal; 0 until it is answered.
    private(set) var number = 0
    /// What is planned to go wrong with it.
    var fault: PlannedFault?
    /// What routing has matched; nil until then, or when nothing matches.
    var operation: Operation?

    /// Where a request belongs.
    struct Place {
        let tenant: Tenant
        let platform: Platform
        let links: Links
        let now: Instant
    }

    init(request: Request, arrival: Int, asksForAdminToken: Bool, deliver: @escaping (Response) -> Void) {
        self.request = request
        self.asksForAdminToken = asksForAdminToken
        self.arrival = arrival
        self.deliver = deliver
    }

    var tenant: Tenant { settled.tenant }
    var platform: Platform { settled.platform }
    var links: Links { settled.links }
    var now: Instant { settled.now }

    private var settled: Place {
        guard let place else {
            preconditionFailure("Routing must place every context before it is answered.")
        }
        return place
    }

    /// Whether it is a part of another request, which is recorded in its place.
    var isPart = false

    /// Whether a recording takes it: everything but looking at the control plane, handling recordings themselves, and
    /// deliveries of the server's own, which a replay makes anew.
    var isRecorded: Bool {
        guard !isPart, request.head.headers[Delivery.numberHeader] == nil else { return false }
        guard platform.isControl else { return true }
        return request.head.method != .get
            && !["updateRecording", "replayRecording", "verifyRequests", "countRequests", "verifyFaults"].contains(
                operation?.id)
    }

    /// Says to whom the request belongs.
    func place(in tenant: Tenant, platform: Platform, links: Links) {
        place = Place(tenant: tenant, platform: platform, links: links, now: tenant.now)
    }

    /// Takes the time of the request again, after the tenant's clock has made its step.
    func setTime() {
        place = Place(tenant: tenant, platform: platform, links: links, now: tenant.now)
    }

    /// Gives the request its number in the tenant's journal, when it is about to be answered.
    func takeNumber() {
        number = tenant.journal.number()
    }

    /// What the journal keeps of it; a request whose upload is cut has no answer, and the status 0.
    func journalEntry(status: Int, problem: Problem?, wallClock: any WallClock) -> JournalEntry {
        JournalEntry(
            id: number, at: now, platform: platform.id, operation: operation?.id, head: request.head,
            body: JournalBody(request), status: fault?.isUploadCut == true ? 0 : status,
            duration: wallClock.microseconds() - arrival, problem: problem, fault: fault?.text)
    }
}

/// An answer that waits for its turn to be committed.
struct HeldReply {
    let context: RequestContext
    let response: Response
}
