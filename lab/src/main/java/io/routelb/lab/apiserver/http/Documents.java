package io.routelb.lab.apiserver.http;

import io.routelb.lab.apiserver.openapi.OpenApi;
import io.routelb.lab.apiserver.registry.TypeIndex;
import io.routelb.lab.apiserver.registry.Types;
import java.nio.ByteBuffer;
import java.util.List;

/** {@code /openapi}: the documents of the types served now, written anew when those change and somebody asks. */
final class Documents {
    private record Written(Types types, OpenApi documents) {}

    private final TypeIndex types;
    private volatile Written written = new Written(new Types(List.of()), OpenApi.of(List.of()));

    Documents(TypeIndex types) {
        this.types = types;
    }

    Reply answer(Request request, String path) {
        OpenApi documents = current();
        if (path.equals("/openapi/v2")) {
            boolean protobuf = request.header("accept").contains(OpenApi.V2_PROTOBUF_ACCEPT);
            return protobuf
                    ? new Reply.Whole(
                            200, OpenApi.V2_PROTOBUF_CONTENT_TYPE, ByteBuffer.wrap(documents.v2Protobuf()), List.of())
                    : Reply.json(documents.v2());
        }
        if (path.equals("/openapi/v3")) {
            return Reply.json(documents.v3Index());
        }
        String prefix = "/openapi/v3/";
        return path.startsWith(prefix)
                ? documents
                        .v3(path.substring(prefix.length()))
                        .map(Reply::json)
                        .orElseGet(() -> Reply.text(404, "404 page not found\n"))
                : Reply.text(404, "404 page not found\n");
    }

    private OpenApi current() {
        Written seen = written;
        Types now = types.current();
        if (!seen.types().equals(now)) {
            seen = new Written(now, OpenApi.of(now.all()));
            written = seen;
        }
        return seen.documents();
    }
}
