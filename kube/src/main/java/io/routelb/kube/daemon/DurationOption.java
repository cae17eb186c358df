package io.routelb.kube.daemon;

import io.routelb.kube.watch.Durations;
import io.routelb.model.InvalidValueException;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A duration on the command line, written as in manifests: {@code 500ms}, {@code 15s}, {@code 1m30s}. */
public final class DurationOption implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
        try {
            return Durations.parse("it", value, Duration.ZERO);
        } catch (InvalidValueException e) {
            throw new TypeConversionException("'" + value + "' is not a duration such as 500ms, 15s or 2m");
        }
    }
}
