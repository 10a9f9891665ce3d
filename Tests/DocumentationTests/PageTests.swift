// What single pages promise: the length of the README, and a control plane that is described in full.

import Contract
import Emulator
import Foundation
import Host
import JSON
import TestSupport
import Testing

@Suite("Documentation: pages")
struct PageTests {
    @Test("the README can be read in a few minutes, and leads to every other page")
    func readme() {
        let readme = MarkdownPage.named("README.md")
        #expect(readme.lineCount <= 200)
        for page in MarkdownPage.all where page.name != "README.md" {
            #expect(readme.links.contains { $0.text == page.name }, "\(page.name)")
        }
    }

    @Test("the page of the control plane has every operation of its contract, and no other")
    func controlPlane() throws {
        let catalogue = try Blueprint.builtIn().catalogue
        let operations = Set(catalogue.operations(of: "control").map { "\($0.method) \($0.template)" })
        let page = MarkdownPage.named("docs/control-plane.md")
        let described = Set(page.names.map(\.text).filter { $0.wholeMatch(of: /[A-Z]+ \/__admin(\/\S+)?/) != nil })
        #expect(described.subtracting(operations) == [])
        #expect(operations.subtracting(described) == [])
    }

    @Test("the page of the control plane has every setting of a tenant")
    func settings() throws {
        let page = MarkdownPage.named("docs/control-plane.md")
        let settings = try World().send(.get("/__admin/settings")).json
        let names = Set(page.names.map(\.text))
        for (name, value) in try #require(settings.object) {
            #expect(names.contains(name), "\(name)")
            guard name == "webhooks" else { continue }
            for member in value.object?.keys ?? [] { #expect(names.contains(member), "\(member)") }
        }
    }
}
