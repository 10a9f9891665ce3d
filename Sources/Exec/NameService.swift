// The names that an isolated command can resolve, and the unexpected ones that it asks for.

import EventLoop

/// Answers the questions of an isolated command's resolvers: the services' names lead to this machine, and others do not
/// exist. Most clients read /etc/hosts first and ask only for names that nobody has announced.
final class NameService {
    /// Answers of names, without a socket.
    struct Names {
        /// Names in lower case that lead to this machine.
        let local: Set<String>
        /// Names in lower case that are known and cannot be reached without the proxy.
        let allowed: (String) -> Bool
        /// Called with each name that is neither.
        let unexpected: (String) -> Void

        /// The answer to a message; nil for none.
        func answer(_ message: Span<UInt8>) -> [UInt8]? {
            let question: NameQuestion
            do throws(NameQuestion.Refusal) {
                question = try NameQuestion(message)
            } catch {
                return error.answer
            }
            if isLocal(question.name) {
                return question.answer(.found, address: question.kind == .address ? [127, 0, 0, 1] : nil)
            }
            // Several questions about a name are one wish of the client.
            if question.kind != .companion, !isTechnical(question.name), !allowed(question.name) {
                unexpected(question.name)
            }
            return question.answer(.missing)
        }

        private func isLocal(_ name: String) -> Bool {
            name == "localhost" || name.hasSuffix(".localhost") || local.contains(name)
        }

        /// Whether no client has asked for the name itself: it is an address, or was put together with what is searched.
        private func isTechnical(_ name: String) -> Bool {
            name.hasSuffix(".in-addr.arpa") || name.hasSuffix(".ip6.arpa") || name.hasSuffix("." + Isolation.searched)
        }
    }

    private let socket: DatagramSocket

    /// Answers at a socket of another network namespace, which is closed with the service.
    init(loop: Loop, adopting descriptor: Int32, _ names: Names) throws(LoopError) {
        socket = try DatagramSocket(loop: loop, adopting: descriptor, names.answer)
    }

    /// Stops answering.
    func close() {
        socket.close()
    }
}
