// Tests of where upload URLs lead.

import JSON
import TestSupport
import Testing

@Suite("Deepen tools: upload links")
struct UploadLinksTests {
    @Test("behind the service's own host name an upload URL is https on that host", arguments: [true, false])
    func vendorHost(isProxied: Bool) throws {
        let tools = try ToolsWorld()
        var request = TestRequest.post("\(tools.clients)/datasets", json: ToolsWorld.request(size: 1)).bearer()
            .header("Host", "tools.deepen.ai")
        if isProxied { request = request.header("X-Forwarded-Proto", "https") }
        let url = try #require(tools.world.send(request)["files", 0, "resumable_upload_url"]?.string)
        #expect(url.hasPrefix("https://tools.deepen.ai/upload/storage/"))
    }
}
