package io.routelb.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class SessionPasswordTest {
    @Test
    void neverPrintsItselfNotEvenInsideOthers() {
        SessionPassword password = new SessionPassword("correct horse");
        assertEquals("***", password.toString());
        assertFalse(PeerOptions.DEFAULT.withPassword(password).toString().contains("horse"));
    }

    @Test
    void holdsWhatTheKernelTakes() {
        assertEquals(80, new SessionPassword("é".repeat(40)).text().length() * 2);
        assertThrows(IllegalArgumentException.class, () -> new SessionPassword("é".repeat(41)));
        assertThrows(IllegalArgumentException.class, () -> new SessionPassword(""));
    }
}
