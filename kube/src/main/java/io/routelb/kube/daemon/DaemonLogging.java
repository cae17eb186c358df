package io.routelb.kube.daemon;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/** Logging set up in code, once, by {@code main}: one line an event to standard error, as text with key-values or as JSON. */
public final class DaemonLogging {
    /** How a line looks. */
    public enum Format {
        TEXT,
        JSON
    }

    private DaemonLogging() {}

    /**
     * Replaces whatever logging there is.
     *
     * @param level of our own loggers: trace, debug, info, warn or error
     * @throws StartupException when the level is none of these
     */
    public static void configure(Format format, String level) throws StartupException {
        Level ours = level(level);
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            throw new IllegalStateException("logback is not the logging backend");
        }
        context.reset();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setTarget("System.err");
        console.setEncoder(encoder(format, context));
        console.start();
        context.getLogger("ROOT").addAppender(console);
        context.getLogger("ROOT").setLevel(Level.WARN);
        context.getLogger("io.routelb").setLevel(ours);
        quiet(context);
    }

    private static Level level(String name) throws StartupException {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "trace" -> Level.TRACE;
            case "debug" -> Level.DEBUG;
            case "info" -> Level.INFO;
            case "warn" -> Level.WARN;
            case "error" -> Level.ERROR;
            default ->
                throw new StartupException(
                        "log level \"" + name + "\" is not one of trace, debug, info, warn and error");
        };
    }

    private static Encoder<ILoggingEvent> encoder(Format format, LoggerContext context) {
        return switch (format) {
            case TEXT -> {
                PatternLayoutEncoder encoder = new PatternLayoutEncoder();
                encoder.setContext(context);
                encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX,UTC} %-5level %logger{0} %msg %kvp%n%ex");
                encoder.start();
                yield encoder;
            }
            case JSON -> {
                JsonEncoder encoder = new JsonEncoder();
                encoder.setContext(context);
                encoder.setWithContext(false);
                encoder.setWithSequenceNumber(false);
                encoder.setWithNanoseconds(false);
                encoder.setWithArguments(false);
                encoder.setWithFormattedMessage(false);
                encoder.start();
                yield encoder;
            }
        };
    }

    /** What matters of a failed request is logged by who made it. */
    private static void quiet(LoggerContext context) {
        context.getLogger("okhttp3").setLevel(Level.ERROR);
    }
}
