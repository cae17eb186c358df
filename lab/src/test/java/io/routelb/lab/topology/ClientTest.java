package io.routelb.lab.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientTest {
    @Test
    void readsTheNodesNameFromACompleteAnswer() {
        Answer answer = Client.body("HTTP/1.1 200 OK\r\nContent-length: 3\r\n\r\nn2\n", Instant.EPOCH);
        assertEquals("n2", assertInstanceOf(Answer.From.class, answer).node());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "HTTP/1.1 200 OK\r\nContent-le", "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 503 no\r\n\r\nn1\n"})
    void countsAnIncompleteAnswerAsAFailure(String answer) {
        assertInstanceOf(Answer.Failed.class, Client.body(answer, Instant.EPOCH));
    }
}
