package io.routelb.lab.apiserver.openapi;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.Consumer;

/** One protobuf message being written in memory, by field number. */
final class ProtoMessage {
    private interface Write {
        void to(CodedOutputStream stream) throws IOException;
    }

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CodedOutputStream stream = CodedOutputStream.newInstance(bytes);

    static byte[] of(Consumer<ProtoMessage> content) {
        ProtoMessage message = new ProtoMessage();
        content.accept(message);
        message.write(CodedOutputStream::flush);
        return message.bytes.toByteArray();
    }

    void text(int field, String value) {
        write(out -> out.writeString(field, value));
    }

    void flag(int field, boolean value) {
        write(out -> out.writeBool(field, value));
    }

    void whole(int field, long value) {
        write(out -> out.writeInt64(field, value));
    }

    void real(int field, double value) {
        write(out -> out.writeDouble(field, value));
    }

    void message(int field, Consumer<ProtoMessage> content) {
        byte[] nested = of(content);
        write(out -> out.writeByteArray(field, nested));
    }

    private void write(Write write) {
        try {
            write.to(stream);
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory cannot fail", e);
        }
    }
}
