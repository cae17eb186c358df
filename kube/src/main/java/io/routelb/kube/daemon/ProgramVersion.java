package io.routelb.kube.daemon;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version this build is, from a resource Maven fills in. */
public final class ProgramVersion {
    private ProgramVersion() {}

    /** Such as {@code 0.1.0}. */
    public static String current() {
        try (InputStream resource = ProgramVersion.class.getResourceAsStream("version.properties")) {
            if (resource == null) {
                throw new IllegalStateException("version.properties is not in the jar");
            }
            Properties properties = new Properties();
            properties.load(resource);
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
