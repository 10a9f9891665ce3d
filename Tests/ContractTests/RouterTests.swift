// Routing: specificity, backtracking, aliases, methods, final slashes.

import JSON
import System
import Testing

@testable import Contract

@Suite struct RouterTests {
    private static let catalogue: Catalogue = {
        let int = { (name: String) in Samples.capture(name, "integer") }
        let slash = #""x-final-slash": "optional""#
        let byName = """
            "x-by-name": {"capture": "label_id", "name": "name", "operation":
              \(Samples.operation("putLabelByName", parameters: "[\(Samples.capture("name"))]"))}
            """
        let paths = [
            #""/": {"get": \#(Samples.operation("index"))}"#,
            #""/api/v1/jobs/": {"get": \#(Samples.operation("listJobs", slash)), "post": \#(Samples.operation("createJob", slash))}"#,
            #""/api/v1/jobs/{id}/": {"get": \#(Samples.operation("getJob", slash, parameters: "[\(Samples.capture("id"))]"))}"#,
            #""/api/v1/jobs/search": {"post": \#(Samples.operation("searchJobs"))}"#,
            #""/labels/{label_id}": {"put": \#(Samples.operation("putLabel", byName, parameters: "[\(int("label_id"))]"))}"#,
            #""/labels/{label_id}/tags": {"get": \#(Samples.operation("tags", parameters: "[\(int("label_id"))]"))}"#,
            #""/labels/{word}/notes": {"get": \#(Samples.operation("notes", parameters: "[\(Samples.capture("word"))]"))}"#,
            #""/files/{path}": {"get": \#(Samples.operation("getFile", parameters: "[\(Samples.capture("path", "string", #""x-greedy": true"#))]"))}"#,
            #""/files/{path}/labels": {"get": \#(Samples.operation("fileLabels", parameters: "[\(Samples.capture("path", "string", #""x-greedy": true"#))]"))}"#,
            #""/exact/": {"get": \#(Samples.operation("exactSlash"))}"#,
            #""/datasets": {"get": \#(Samples.operation("datasets"))}"#,
            #""/datasets-of-all": {"get": \#(Samples.operation("allDatasets"))}"#,
            #""/datasets-of-one": {"get": \#(Samples.operation("oneDataset"))}"#,
            #""/models": {"get": \#(Samples.operation("listModels", #""x-aliases": ["/ => /organizations/{organization_id}", "/old-models", "POST /models/list"]"#))}"#,
            #""/organizations/{organization}/models": {"get": \#(Samples.operation("listByName", parameters: "[\(Samples.capture("organization"))]"))}"#,
        ]
        let more = """
            "x-aliases": ["/api/v1 => /v1"],
            "components": {"parameters": {"Org": \(int("organization_id"))}}
            """
        do {
            let files = [
                try Samples.file(paths.joined(separator: ","), more),
                try Samples.file(
                    #""/beta/x": {"get": \#(Samples.operation("betaX"))}, "/beta/y/{a}": {"delete": \#(Samples.operation("betaY", parameters: "[\(Samples.capture("a"))]"))}"#,
                    platform: "beta"
                ),
            ]
            #expect(Checker.check(files) == [])
            return try Catalogue(routeIndex: Assembler.assemble(files).routes)
        } catch {
            fatalError("the sample contract must assemble: \(error)")
        }
    }()

    private func outcome(_ method: String, _ path: String, platform: String? = nil) -> String {
        let (segments, slash) = split(path)
        let match = Self.catalogue.router.match(
            method: method,
            path: SegmentedPath(segments),
            hasFinalSlash: slash,
            platform: platform
        )
        return switch match {
        case .operation(let operation, let captures):
            ([operation.id] + captures.map { "\($0.name)=\($0.value)" }).joined(separator: " ")
        case .methodNotAllowed(let allow): "405 " + allow.joined(separator: ",")
        case .notFound: "404"
        }
    }

    private func split(_ path: String) -> ([String], Bool) {
        var segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        let slash = segments.last == "" && segments.count > 0
        if slash { segments.removeLast() }
        return (segments, slash)
    }

    @Test(
        "A path finds its operation",
        arguments: [
            ("GET", "/", "index"),
            ("GET", "/api/v1/jobs/", "listJobs"),
            ("GET", "/api/v1/jobs", "listJobs"),
            ("HEAD", "/api/v1/jobs", "listJobs"),
            ("POST", "/api/v1/jobs", "createJob"),
            ("GET", "/v1/jobs/7/", "getJob id=7"),
            ("GET", "/api/v1/jobs/a%2Fb", "getJob id=a%2Fb"),
            ("POST", "/api/v1/jobs/search", "searchJobs"),
            ("GET", "/api/v1/jobs/search", "405 POST,OPTIONS"),
            ("DELETE", "/api/v1/jobs/search", "405 POST,OPTIONS"),
            ("GET", "/api/v1/jobs/searches", "getJob id=searches"),
            ("DELETE", "/api/v1/jobs/7", "405 GET,HEAD,OPTIONS"),
            ("OPTIONS", "/api/v1/jobs", "405 GET,HEAD,POST,OPTIONS"),
            ("BREW", "/api/v1/jobs", "405 GET,HEAD,POST,OPTIONS"),
            ("GET", "/api/v1/jobs//", "404"),
            ("GET", "/api/v1/jobs/7/8", "404"),
            ("GET", "/api/v1", "404"),
            ("GET", "/exact/", "exactSlash"),
            ("GET", "/exact", "404"),
            ("GET", "/datasets", "datasets"),
            ("GET", "/datasets-of-all", "allDatasets"),
            ("GET", "/datasets-of-one", "oneDataset"),
            ("GET", "/datasets-of-ona", "404"),
            ("GET", "/dataset", "404"),
            ("GET", "/datasets-", "404"),
            ("POST", "/api/v1/jobs/search/", "405 GET,HEAD,OPTIONS"),
        ]
    )
    func finds(method: String, path: String, expected: String) {
        #expect(outcome(method, path) == expected)
    }

    @Test(
        "A capture of integers takes digits that fit and nothing else",
        arguments: [
            ("0", "putLabel label_id=0"), ("42", "putLabel label_id=42"),
            ("9223372036854775807", "putLabel label_id=9223372036854775807"),
            ("9223372036854775808", "putLabelByName name=9223372036854775808"),
            ("99999999999999999999", "putLabelByName name=99999999999999999999"),
            ("007", "putLabelByName name=007"), ("-1", "putLabelByName name=-1"), ("+1", "putLabelByName name=+1"),
            ("1.0", "putLabelByName name=1.0"), ("٣", "putLabelByName name=٣"), ("red", "putLabelByName name=red"),
        ]
    )
    func integers(segment: String, expected: String) {
        #expect(outcome("PUT", "/labels/" + segment) == expected)
    }

    @Test("A blind way through an integer capture is given up for a string capture")
    func backtracks() {
        #expect(outcome("GET", "/labels/5/tags") == "tags label_id=5")
        #expect(outcome("GET", "/labels/5/notes") == "notes word=5")
        #expect(outcome("GET", "/labels/five/tags") == "404")
    }

    @Test(
        "A greedy capture takes the rest, a suffix goes before it",
        arguments: [
            ("/files/a", "getFile path=a"), ("/files/a/b/c.png", "getFile path=a/b/c.png"),
            ("/files/a//b", "getFile path=a//b"), ("/files/a/../b", "getFile path=a/../b"),
            ("/files/labels", "getFile path=labels"), ("/files/a/labels", "fileLabels path=a"),
            ("/files/a/labels/labels", "fileLabels path=a/labels"), ("/files", "404"), ("/files/a/", "404"),
        ]
    )
    func greedy(path: String, expected: String) {
        #expect(outcome("GET", path) == expected)
    }

    @Test("An own path beats an alias, whatever the kinds of their captures")
    func aliases() {
        #expect(outcome("GET", "/old-models") == "listModels")
        #expect(outcome("GET", "/organizations/3/models") == "listByName organization=3")
        #expect(outcome("GET", "/organizations/3/exact/") == "404")
    }

    @Test("An alias may have a method of its own")
    func aliasMethod() {
        #expect(outcome("POST", "/models/list") == "listModels")
        #expect(outcome("GET", "/models/list") == "405 POST,OPTIONS")
        #expect(outcome("POST", "/models") == "405 GET,HEAD,OPTIONS")
    }

    @Test("A platform's routes are its own")
    func platforms() {
        #expect(outcome("GET", "/beta/x") == "betaX")
        #expect(outcome("GET", "/beta/x", platform: "beta") == "betaX")
        #expect(outcome("GET", "/beta/x", platform: "alpha") == "404")
        #expect(outcome("GET", "/api/v1/jobs", platform: "beta") == "404")
        #expect(outcome("GET", "/beta/x", platform: "gamma") == "404")
    }

    @Test("The allowed methods of a path are those of all its operations")
    func allowed() {
        let router = Self.catalogue.router
        #expect(
            router.allowed(path: SegmentedPath(["api", "v1", "jobs"]), hasFinalSlash: true)
                == ["GET", "HEAD", "POST", "OPTIONS"]
        )
        #expect(router.allowed(path: SegmentedPath(["nowhere"]), hasFinalSlash: false) == [])
    }

    @Test("A long hostile path ends quickly")
    func bounded() {
        let segments = ["files"] + Array(repeating: "labels", count: 4000)
        let match = Self.catalogue.router.match(
            method: "PATCH", path: SegmentedPath(segments), hasFinalSlash: false)
        guard case .methodNotAllowed(let allow) = match else {
            Issue.record("expected 405, got \(match)")
            return
        }
        #expect(allow == ["GET", "HEAD", "OPTIONS"])
    }

    @Test(
        "Templates of a wrong form are refused",
        arguments: ["", "a", "//", "/a//b", "/a//", "/{", "/{}", "/{a b}", "/a{b}", "/{a}b", "/a b", "/a\t"]
    )
    func templates(text: String) {
        #expect(RouteTemplate(text) == nil)
    }

    @Test("Templates keep their text", arguments: ["/", "/a", "/a/", "/a/{b}/c/{d}/"])
    func templateText(text: String) {
        #expect(RouteTemplate(text)?.text == text)
    }
}
