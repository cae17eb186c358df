package io.routelb.kube.admission;

import java.util.List;

/**
 * What is said about a write.
 *
 * @param reason one CamelCase word; empty when allowed
 * @param message why it is denied, one sentence; empty when allowed
 * @param warnings shown to whoever writes, whatever becomes of the write
 */
public record AdmissionAnswer(boolean allowed, String reason, String message, List<String> warnings) {
    /** Nothing to say against it. */
    public static final AdmissionAnswer ALLOWED = new AdmissionAnswer(true, "", "", List.of());

    public AdmissionAnswer {
        warnings = List.copyOf(warnings);
    }

    /** It may be stored, and somebody should know this. */
    public static AdmissionAnswer warned(List<String> warnings) {
        return new AdmissionAnswer(true, "", "", warnings);
    }

    /** It may not be stored. */
    public static AdmissionAnswer denied(String reason, String message) {
        return new AdmissionAnswer(false, reason, message, List.of());
    }
}
