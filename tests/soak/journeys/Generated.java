package javax.annotation;

/** The one annotation that generated classes carry and neither the JDK nor the generator has. */
public @interface Generated {
    String[] value();

    String comments() default "";
}
