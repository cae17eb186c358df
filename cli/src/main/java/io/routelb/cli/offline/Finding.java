package io.routelb.cli.offline;

/**
 * One thing to say about a manifest.
 *
 * @param fault whether the object would be refused or not be in force; else it is a warning
 * @param where {@code file:line}
 * @param title of the object, {@code Kind namespace/name}
 */
record Finding(boolean fault, String where, String title, String sentence) {
    static Finding fault(Manifest about, String field, String sentence) {
        return new Finding(true, about.where(field), about.title(), sentence);
    }

    static Finding warning(Manifest about, String field, String sentence) {
        return new Finding(false, about.where(field), about.title(), sentence);
    }

    /** As compilers say it. */
    String line() {
        String said = where + ": " + (fault ? "error" : "warning") + ": " + title + ": " + sentence;
        return said.replaceAll("\\p{Cntrl}", " ");
    }
}
