package io.routelb.lab.apiserver.http;

import com.sun.net.httpserver.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Large answers are sent compressed to whoever takes them so, as Kubernetes does (feature gate APIResponseCompression). */
final class Gzip {
    /** Octets from which on Kubernetes compresses. */
    private static final int LEAST = 128 * 1024;

    private static final int BUFFER = 64 * 1024;

    private Gzip() {}

    static boolean isWanted(Headers request, int length) {
        String accepted = request.getFirst("Accept-Encoding");
        return length > LEAST && accepted != null && accepted.contains("gzip");
    }

    static byte[] compress(byte[] plain) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(plain.length / 8);
        try (GZIPOutputStream out = new Fast(compressed)) {
            out.write(plain);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return compressed.toByteArray();
    }

    /** At the level Kubernetes takes. */
    private static final class Fast extends GZIPOutputStream {
        Fast(ByteArrayOutputStream out) throws IOException {
            super(out, BUFFER);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
