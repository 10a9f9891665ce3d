// The key that signs tokens when nothing is stored on disk. It is public and protects nothing.

/// A private RSA key of 4096 bits for tests; everybody who has this source has it.
enum PublicTestKey {
    /// PKCS #1, DER, base 64. Made with `openssl genrsa 4096` and used nowhere else. With a fixed key, start-up is fast
    /// and equal tenants issue equal tokens.
    static let base64: String =
        """
        MIIJKAIBAAKCAgEAk6l3nHAxF8FacYo9xeb9cmtZY+La14dYQy/3zAjsktIZyzkKUB2l3a3Gmn+rYRGPbEOgwYRVaFnJNBPCtGS9\
        R3xA/Pye+FFy94NO/9z0r8Ff6pqmOccb9f1tCH/jCYeXTPT0aouH+pwyk4ZxHP/biu8EE4HFA1NC1frw9l+QGhRwDg+hWnozLUys\
        4nDpSrLmtjtALld5nGLLqxaRKozA2NJ9uW9rRHTkcebuYge4bdMLFqFzhMYUZRmvfJjxMU8Gueho8VvOIeFnBqzy3q6cYRI0kZAQ\
        jLgfJyBUnPNpz/Gl5TdZCkUKYGr5nGnW9criya6xHBGoM2Iq4YywYIY6TuXH+PAEOXyLjsWfMZVlGdqIOAqsXzRhS6P0lu9hFxsx\
        m2qR9YIe4z1AlJWR9fdB+T2p+afNE9RXEIZjLdZ3oWYfg4k3sDzRaG5sedrGTztxgxQGW094rQ+CF8le8u+qSe+JHf/mTomI1g1Z\
        FO5+pesI5ou92k9CX1kK4lez2VR0wL9nVhIzQ2sqOnGt+wzyP054Tj0BHLnr4nvkSwE5htmWnrpgvxoqIzeussna7U6+jTpZNWrI\
        ZmJJSF7nSaXtLf0qcQyfGHw11CE5asBlZ+AXuRRVn7E2Vr7VLDVjgrpXas9bQ0zkJiAJqEbkd53PddvTms39dpt9fGD1dFwxetkC\
        AwEAAQKCAgAE69eb5UHU8GQ40ezfNa9R/Z8Ar8YlJi0UV9WMLWp2tg2hxXyGYRyUG9dECC1V1SbeFU7BkFe5MaUy6QCFhbDTayIu\
        hFFchji85CQ72GPSdTvirDrjb1NAsoHseqL+QEXUF5BgpNaYTRXNmflsXYsgu+NQrp56hER/RZzRC0GOBaBv7t2s79MY51wA3oGU\
        nvaGkYjhBS2Sie45h81OA/D78PT7ezRcd1cImZ6YMg4XoUUL9lTM0qi0mg5Bv/D+7eremI7h0hJXnvpm7ANFVcAKEgLM7KZz4tbi\
        oBFYhe92J0VlCKrn0eynpr0RCqvSlzYnLF0u/y18y+tmXGuMRgD3WfuNAHfMZ9pBemzqBXo/D5+vyhm/qy9Xeil+uBHzU43/8SaX\
        4N23UfpioAbyPyp8SP0v52bHh+KcF/ynu0rP96f6CT7dfmMk+27lKsLFhlhG8/48TxRRG7/wFBEvFjmccnUVTKktuS62VIjafPnA\
        vRZ7Pw4nERU2JnHOZD3VY8D3e8wclFE8zYykSmrnXySoFl5hy/oXZ38BdHMFRSw2w1JmwPYE9AmtHqq1DG9RtbZ2UUaxq2t8uKQT\
        ktk6APa51HuK91HG6ocqLwkbQbBHgegTVkJRMi9pZliU0Ra0upSTpd2CzRsdV/ETn2omseVfWyshj1W+wbeKQNaILeB4sQKCAQEA\
        xEDA+z35na7QPQMkGOi/KZpjiVzhNf3hdoSAgzsBdgVXNY997EllB9ALfAmojJA6GXgMLksotch0GXxr3n6BueeCMKDQ6Jj/JQPg\
        k42C75tmsJSsQqGes5p+08nI7dnAcNzswrCdh//bs1DK0XHz+3ib0ejrj7N63BR0hZz1FQpTrzTlL9CU7US3HScPWSBarorJUhBJ\
        kwVorGaVkk3ckI4L36Ixli4uZQN+tMW4hITxE+fPhACzMtEtqScGuc+eP0VgAF/s0VeWn1t1E6e3COwcb1BInJTwIXHgAhhKbBNQ\
        IpqKKXPTg1NUZkSybTpp3hWfQc7sUzRmrmXRZ51R0QKCAQEAwJ21h36ULorvfoml4UopX3KLqasiZ+Qe9zWbQwEumDe8/lgTuL/9\
        DPIUMDVGSc5G8iHakyEk9xJkE9rmNe4p904Kqsa2eRbrrYuXmrpR6S7LlAIffayU28eU5UescANLw4RnxPcFF6fApK4fPwuB9sP2\
        64nbuoUaX9Ugt/hkpm+oZEkJcdOjb55g6y+S8sexkbmlemmkkT/6MHsjgBBLXBgebXAyWkw7pxL7kqs06cWm07MmyHWXUxCHVCNJ\
        n+kE7VpwTsGpEf59okx9HowykwkHBcjm4EkstHM+LKjJF/CeJX/Oa/5cieaBh5+qJiNgmTxJwa3tIm/9kozcVUASiQKCAQAtvRG8\
        /GKyt01dCuBc1dHHtm3AU99BIBxt7M+uxg+/G9uJZhno+eoL+hbTH8UijXKdAPeFyoqAY2l7jx3syvsdArG695/4tb+xNsgeW3rK\
        sSMrwFqtZNGB9l3cqkij9n39T9/2OAde7OidUBUU30QHtcJLF8few+u8YyANC9mqv69lRCSuEiTDb6JlrvbKxNmdmEb3U0hydW5B\
        z97ILFFdd12ZD0oTQEwbysa7BuHMMNem1f3tO+SH0Wyc4bWVlKfDAz4umCyvVYSLO1t76zijYbP21XU22RdmFA4rLtIZgh7JEc9l\
        fdMr5j3jX9tdzaFi2xM02S8G7U2JE73MMkQhAoIBADE53QPU0LAYZ96x9QffuTUghBsHlpJwlY1eUODN84eJby6deeTUhCqDz68G\
        XoFMS4tkJYVGijjupU8BuaX8yRLgCg/dGxNVTUQcEdHEXly2zeZ0qHGo4p5Monv6VlKGNR2xwAdxjgaeo7gym9+z5DIZoQhPQi2o\
        CLaHNIZv3+E9Vg7TL6u8h99l3aUdknOjn3j7thPT3fAVJq6vOcJn56qQq24Sp3u2UeSAEHVKdgpsrhcaiQXgL51V8xAIuK86kTzL\
        yToHelsT7C3HWI6vC9nSC85pqr+VU+yGK1SkikgpAXHZ+PpWlnXTyDTOFGEM14oyAzORbLJJZsfGYiUTa+kCggEBAJFSfvD2BJGP\
        mWr2RRv841HxCJAYG9XcbjFwyOofD9WDzHPG625Ua+vwIUEKUdvnzb4Rv//dffsjD37gV36Xo2yh6XUam4JUXTGeu2QiUs21/IKf\
        FBLDjdk+XZ4XI+M7nXztG/++ELXI1LTPaMT+VU34wVR+U2OPfKp8j3am+NLnPyCnBvrZ6qh50jjOoMsFp4CWIVe+LvYhG0l1Ds5e\
        LzvoYf4W2dLF6p6cWlRrXjlXue0WCyoOkmZUhV13EVZGmbWlzuYb+DskAPah5rb8CfgDzn7jEFHoP20jF8iVFP4u6268IfpYFfKQ\
        hkOWAtJifGw5GCfuGqc8jp2VEE6Wgk0=
        """
}
