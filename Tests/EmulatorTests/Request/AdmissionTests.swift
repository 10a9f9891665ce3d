// Tests of the look at a head: what it says about the body, whom it refuses, and that it changes nothing.

import HTTP
import JSON
import Store
import TestSupport
import Testing

@testable import Emulator

@Suite("Admission")
struct AdmissionTests {
    private func admit(
        _ world: World, _ request: TestRequest, _ body: Framing.Body, expectsContinue: Bool = false
    ) throws -> RequestContext {
        world.emulator.admit(
            try request.build().head, framing: Framing(body: body, expectsContinue: expectsContinue, keepAlive: true))
    }

    private let post = TestRequest.post("/books")

    @Test("a large body is received only from a known caller, for an operation that exists")
    func refusals() throws {
        let world = try World.shelf()
        let large = Framing.Body.length(2 << 20)
        #expect(try !admit(world, post.shelf(), large).bodyPolicy.isRefused)
        #expect(try admit(world, post.shelf("no-key"), large).bodyPolicy.isRefused)
        #expect(try admit(world, post.shelf("no-key"), .chunked).bodyPolicy.isRefused)
        #expect(try admit(world, .post("/nothing").shelf(), large).bodyPolicy.isRefused)
        #expect(try admit(world, TestRequest("PUT", "/books").shelf(), large).bodyPolicy.isRefused)
        #expect(try !admit(world, post.shelf("no-key"), .length(100)).bodyPolicy.isRefused)
        #expect(try admit(world, post.shelf("no-key"), .length(100), expectsContinue: true).bodyPolicy.isRefused)
    }

    @Test("a refused request is answered with what the head was refused for")
    func answersRefusals() throws {
        let world = try World.shelf()
        let context = try admit(world, post.shelf("no-key"), .chunked)
        var response: Response?
        world.emulator.respond(to: context, with: Request(head: context.head, body: .none)) { response = $0 }
        world.emulator.commitTurn()
        #expect(response?.status == 401)
        #expect(world.tenant.journal.newestFirst.reversed().map(\.status) == [401])
    }

    @Test("a look makes no tenant, adopts no credential, moves no clock and writes nothing down")
    func changesNothing() throws {
        let world = try World.shelf()
        for request in [post.shelf("new:key"), .post("/t/other/books").shelf(), post.header("X-Deepmock-Tenant", "x")] {
            _ = try admit(world, request, .chunked)
        }
        #expect(world.emulator.tenants.all.map(\.name) == ["default"])
        #expect(world.tenant.journal.total == 0)
        #expect(!world.tenant.database.isDirty)
    }

    @Test("the caller of a tenant that does not exist yet is let in, and known once it has been made")
    func newTenants() throws {
        let world = try World.shelf()
        let context = try admit(world, post.shelf("new:key"), .length(2 << 20))
        #expect(!context.bodyPolicy.isRefused)
        #expect(context.selection.name == "new")
        #expect(try world.send(post.json(["title": "Emma"]).shelf("new:key")).status == 201)
        #expect(try !admit(world, post.shelf("new:key"), .chunked).bodyPolicy.isRefused)
        #expect(try admit(world, .post("/t/new/books").shelf("wrong"), .chunked).bodyPolicy.isRefused)
    }

    @Test("a secret that names its tenant is known before its first use")
    func firstUse() throws {
        let world = try World.shelf()
        #expect(try !admit(world, post.shelf("default:mine"), .length(2 << 20)).bodyPolicy.isRefused)
        #expect(
            try admit(world, post.shelf("other:mine").header("X-Deepmock-Tenant", "default"), .chunked).bodyPolicy
                .isRefused)
    }

    @Test("with strict tenants an unknown one is refused before its body")
    func strictTenants() throws {
        let world = try World.shelf(strictTenants: true)
        #expect(try admit(world, post.shelf("default:mine"), .chunked).bodyPolicy.isRefused)
        #expect(try admit(world, .post("/t/new/books").shelf(), .chunked).bodyPolicy.isRefused)
    }
}
